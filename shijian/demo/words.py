"""What people of the demo say: own needs, reasons, ratings, replies; which background brings which skill."""

from __future__ import annotations

from shijian.orders.enums import Category as C
from shijian.records.enums import Recipient as R
from shijian.volunteers.enums import Background as B

# class: (what is needed, in own words, minutes, skills, for whom)
Need = tuple[C, str, str, int, tuple[str, ...], R]
NEEDS: tuple[Need, ...] = (
    (
        C.ELDERS,
        "陪我去县医院看病",
        "腿脚不方便，想有人陪着去县医院复查，帮忙挂号取药。",
        240,
        ("elder-care",),
        R.ELDER,
    ),
    (C.ELDERS, "给老人理个发", "老人卧床半年了，想请人上门理发。", 40, ("haircut",), R.ELDER),
    (C.ELDERS, "帮忙打扫屋子", "一个人住，擦玻璃、搬炉子做不动了。", 120, ("cleaning",), R.ELDER),
    (C.ELDERS, "陪老人说说话", "儿女在外打工，老人一个人闷，想有人常来坐坐。", 60, ("elder-care",), R.ELDER),
    (C.ELDERS, "帮老人买菜买药", "下雪路滑，老人不敢出门。", 60, ("elder-care",), R.ELDER),
    (C.HEALTH, "量血压测血糖", "村里十几位老人想量血压、测血糖。", 120, ("medicine",), R.ELDER),
    (C.HEALTH, "请藏医看看膝盖", "膝盖疼了一个冬天，想问问怎么养。", 60, ("medicine",), R.RESIDENT),
    (C.SCIENCE, "教我用手机交医保", "不会在手机上交医保，怕弄错。", 45, ("computer",), R.ELDER),
    (C.SCIENCE, "教老人视频通话", "想学会和外地的孙子视频。", 45, ("computer",), R.ELDER),
    (C.FARMING, "牛羊防疫问一问", "开春羊羔拉稀，想请懂的人来看看圈。", 90, ("herding",), R.RESIDENT),
    (C.FARMING, "青稞地里长了虫", "叶子发黄，不知道打什么药。", 90, ("farming",), R.RESIDENT),
    (C.FARMING, "收饲草缺人手", "家里劳力都出去了，草割下没人收。", 240, ("farming",), R.HARDSHIP),
    (C.LAW, "草场边界起了争执", "和邻居为草场围栏吵了几次，想请人来说和。", 90, ("mediation",), R.RESIDENT),
    (C.LAW, "帮忙看看务工合同", "在外干活工钱没结清，想问问怎么办。", 60, ("legal-advice",), R.RESIDENT),
    (C.EDUCATION, "给孩子补补汉语", "孩子上四年级，汉语作文写不好。", 90, ("tutoring",), R.CHILD),
    (C.EDUCATION, "数学作业辅导", "大人不识字，孩子的数学没人教。", 90, ("tutoring",), R.CHILD),
    (C.CHILDREN, "放学后照看孩子", "这周住院，孩子放学没人接。", 120, ("preschool",), R.CHILD),
    (C.REPAIR, "修水管", "厨房水管冻裂了，一直漏水。", 60, ("plumbing",), R.RESIDENT),
    (C.REPAIR, "换灯泡修插座", "屋里灯不亮，够不着，也怕电。", 40, ("electrician",), R.ELDER),
    (C.REPAIR, "修洗衣机", "洗衣机不转了，镇上没有修的地方。", 60, ("appliances",), R.RESIDENT),
    (C.REPAIR, "冬天前封窗户", "窗户透风，想在入冬前封一封。", 120, ("carpentry",), R.DISABLED),
    (C.ENVIRONMENT, "清理河道垃圾", "村口河边垃圾多，开春要清一清。", 150, ("cleaning",), R.PUBLIC),
    (C.ENVIRONMENT, "帮忙栽树", "学校后山要栽树，人手不够。", 180, ("tree-planting",), R.PUBLIC),
    (C.CULTURE, "教大家跳锅庄", "晚上想在广场跳锅庄，想请个领舞的。", 90, ("dance",), R.PUBLIC),
    (C.CULTURE, "写春联和藏文祝福", "过年了，想请人给村里写春联。", 180, ("calligraphy",), R.PUBLIC),
    (C.SPORT, "组织篮球赛", "香浪节想办一场篮球赛，缺裁判。", 180, ("sports-coach",), R.PUBLIC),
    (C.CUSTOMS, "商量喜事怎么简办", "儿子结婚，想听听红白理事会的意见。", 60, ("weddings",), R.RESIDENT),
    (
        C.THEORY,
        "用藏语讲讲惠农政策",
        "新的草原补奖政策没听懂，想请人用藏语讲一遍。",
        60,
        ("policy", "tibetan"),
        R.PUBLIC,
    ),
)

REJECTIONS = (
    "需要的是收费的商业服务，已告知可找镇上的维修店。",
    "同一件事已有一张单子在办，请看原单进度。",
    "电话核实，本人说已经不需要了。",
    "超出志愿服务范围，建议到镇便民服务中心办理。",
)
WITHDRAWALS = ("家里亲戚已经帮忙办好了", "时间改了，过几天再约", "身体好些了，不用去了", "天气不好，不去了")
REFERRALS = (
    ("县人民医院", "需要专业诊疗，志愿服务做不了，已联系医院。"),
    ("镇民政所", "属于临时救助，已把材料转给民政所。"),
    ("县农牧局", "需要兽医站上门检疫。"),
    ("县供电公司", "入户线路老化，须由供电公司处理。"),
)
APPEAL = "不是商业服务，我是低保户，家里只有我一个人，请再看看。"
REFUSAL_NOTES = {
    "busy": ("那天要去乡上开会", "正赶上转场", "孩子放假要接", ""),
    "far": ("路上要两个多小时", "大雪封了路", "村里没有班车"),
    "unskilled": ("这个活没做过", "不会藏语，怕说不清"),
    "unwell": ("感冒了，怕传给老人", "腰扭了"),
    "other": ("家里有事", "车坏了"),
}
RETURNS = ("两队都抽不出人，退回重派", "没有合适的人，请另派", "到期无人应答")
NO_SHOW = "当天没有来，电话没有人接"
VOID = "时间登记有误，核实后作废"
BLOCKED = "服务中有过争执，居民要求换人"
WITHDREW = "临时有事，提前一天说了"
PRAISE = (
    "来得准时，做事仔细，谢谢。",
    "人很好，还用藏语跟老人聊天，老人高兴得很。",
    "比我想的还好。",
    "好得很，下次还要请他们。",
    "帮了大忙，感谢志愿者。",
    "很有耐心，一遍一遍教。",
    "扎西德勒，感谢你们！",
    "",
    "",
    "",
)
MIDDLING = ("还行，就是来得晚了一点。", "做是做完了，有些地方没顾上。", "一般。", "")
COMPLAINTS = (
    "说好上午来，等到下午。",
    "没做完就走了。",
    "说话不太客气。",
    "只拍了照，事没办成。",
)
REPLIES = ("感谢您的认可，我们会继续努力。", "应该做的，有需要随时说。", "谢谢！祝您身体健康。")
APOLOGIES = ("对不起，那天路上车坏了，没有提前告诉您。", "我们已经提醒队员，下次一定做好。")
FOLLOW_UPS = ("已上门当面说明，居民表示理解。", "电话回访，居民同意由另一支队伍再去一次。")
NO_RISK = "未发现特殊风险。"
RISKS = (
    "雪天路滑，出门防滑，两人同行。",
    "入户两人同行，出示志愿者证。",
    "登高和用电有危险，由持证人员操作，须有保险。",
)

JOINING = ("想多出一份力", "离家近，随叫随到", "朋友介绍来的，会藏汉双语", "周末都有空")
POSITION_WORDS = "（演示数据：地图上的位置仅为示意。）"

OPENING_HOURS = "周一至周五 8:30—12:00，14:30—18:00"
CENTRE_WORDS = "统筹全县新时代文明实践工作，管理志愿服务总队，受理群众点单。"
HUB_WORDS = "负责本镇志愿服务的派单和评议，指导各村实践站。"
STATION_WORDS = "就近受理群众点单，上门核实需求，组织村里的志愿者。"

SKILLS_OF: dict[str, tuple[str, ...]] = {
    B.PARTY: ("theory-talk", "policy", "mediation"),
    B.STAFF: ("policy", "computer", "driving"),
    B.FIVE_ELDERS: ("theory-talk", "mediation", "calligraphy"),
    B.CULTURE: ("heritage", "dance", "instrument"),
    B.TECH: ("farming", "herding", "veterinary", "e-commerce"),
    B.LAWYER: ("legal-advice", "mediation"),
    B.MODEL: ("elder-care", "theory-talk"),
    B.STUDENT: ("tutoring", "computer", "sports-coach", "reading"),
    B.RETURNED: ("e-commerce", "computer", "driving"),
    B.SAGE: ("mediation", "weddings", "policy"),
    B.ARTS: ("singing", "dance", "painting", "photography"),
    B.DOCTOR: ("medicine", "nursing", "first-aid"),
    B.TEACHER: ("tutoring", "teaching", "reading"),
    B.FARMER: ("herding", "farming", "tree-planting", "cleaning"),
    B.OTHER: ("sewing", "cooking"),
}
BACKGROUND_WEIGHTS = {
    B.FARMER: 34, B.PARTY: 16, B.STAFF: 10, B.STUDENT: 9, B.TEACHER: 6, B.DOCTOR: 4, B.CULTURE: 4, B.TECH: 4,
    B.ARTS: 3, B.FIVE_ELDERS: 3, B.SAGE: 2, B.RETURNED: 2, B.MODEL: 1, B.LAWYER: 1, B.OTHER: 5,
}  # fmt: skip
OCCUPATIONS = {
    B.FARMER: "农牧民", B.PARTY: "村干部", B.STAFF: "公务员", B.STUDENT: "学生", B.TEACHER: "教师",
    B.DOCTOR: "医护人员",
    B.CULTURE: "手艺人", B.TECH: "农牧技术员", B.ARTS: "文艺工作者", B.FIVE_ELDERS: "退休", B.SAGE: "退休",
    B.RETURNED: "个体经营", B.MODEL: "农牧民", B.LAWYER: "律师", B.OTHER: "个体经营",
}  # fmt: skip
EVERYDAY_SKILLS = (
    "elder-care", "cleaning", "haircut", "cooking", "driving", "sewing", "carpentry", "plumbing", "appliances",
    "electrician", "computer", "preschool", "tree-planting", "guide", "dance", "cleaning", "elder-care",
)  # fmt: skip
# What the people of a town can do between them.
TOWN_SKILLS = (
    "elder-care", "haircut", "cooking", "cleaning", "appliances", "electrician", "plumbing", "driving", "computer",
    "reading", "preschool", "dance", "sports-coach",
)  # fmt: skip
INSURERS = ("中国人保财险", "中国人寿财险", "平安养老险")
# name, kind of team, platform, skills by which members are found
PROFESSIONS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("理论政策宣讲", "talks", "theory", ("theory-talk", "policy")),
    ("医疗健康", "professional", "sport", ("medicine", "nursing", "first-aid")),
    ("法律服务和调解", "professional", "education", ("legal-advice", "mediation")),
    ("农牧科技", "expert", "science", ("farming", "herding", "veterinary")),
    ("文化文艺", "professional", "culture", ("dance", "singing", "instrument", "heritage")),
    ("助学支教", "professional", "education", ("tutoring", "teaching", "reading")),
    ("便民维修", "volunteers", "science", ("plumbing", "appliances", "carpentry", "electrician")),
    ("助老爱老", "five-elders", "sport", ("elder-care", "haircut", "cooking")),
    ("生态环保", "volunteers", "science", ("tree-planting", "cleaning")),
    ("移风易俗", "five-elders", "culture", ("weddings", "mediation")),
)
CLASS_TEAM = {
    C.THEORY: 0, C.LAW: 2, C.HEALTH: 1, C.CULTURE: 4, C.SCIENCE: 5, C.FARMING: 3, C.EDUCATION: 5, C.ELDERS: 7,
    C.CHILDREN: 5, C.REPAIR: 6, C.ENVIRONMENT: 8, C.SPORT: 4, C.CUSTOMS: 9,
}  # fmt: skip
