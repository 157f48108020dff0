"""Words of rolls for codes of the register; the first of each line is written in exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shijian.people.enums import DocumentType, Sex
from shijian.volunteers.enums import Background, Language, TravelLimit

SEX = {
    Sex.MALE: ("男", "男性", "1", "m", "male", "先生"),
    Sex.FEMALE: ("女", "女性", "2", "f", "female", "女士"),
    Sex.UNKNOWN: ("未知", "不详", "0"),
    Sex.UNSTATED: ("未说明", "9"),
}
DOCUMENT = {
    DocumentType.RESIDENT_ID: ("居民身份证", "身份证", "二代身份证", "中国居民身份证", "111"),
    DocumentType.PASSPORT: ("护照", "普通护照", "414"),
    DocumentType.HONG_KONG_MACAU: ("港澳居民来往内地通行证", "港澳通行证", "港澳居民居住证", "回乡证", "516"),
    DocumentType.TAIWAN: ("台湾居民来往大陆通行证", "台胞证", "台湾居民居住证", "511"),
    DocumentType.FOREIGN_RESIDENT: ("外国人永久居留身份证", "外国人永久居留证", "永久居留证", "553"),
}
TRAVEL = {
    TravelLimit.VILLAGE: ("本村或本社区", "本村", "本社区", "村内", "社区内", "1"),
    TravelLimit.TOWN: (
        "本镇或本街道",
        "本镇",
        "本乡",
        "本乡镇",
        "本街道",
        "全镇",
        "全乡",
        "镇内",
        "乡内",
        "2",
    ),
    TravelLimit.COUNTY: ("全县", "县内", "全区", "全市", "不限", "都可以", "3"),
}
LANGUAGES = {
    Language.MANDARIN: ("普通话", "汉语", "国语", "汉"),
    Language.DIALECT: ("本地方言", "方言", "地方话", "本地话"),
    Language.TIBETAN: ("藏语", "藏", "藏文", "安多藏语"),
    Language.MONGOLIAN: ("蒙古语", "蒙语", "蒙"),
    Language.UYGHUR: ("维吾尔语", "维语", "维"),
    Language.SIGN: ("手语",),
    Language.ENGLISH: ("英语", "英文", "英"),
}
BACKGROUNDS = {
    Background.PARTY: ("党员", "中共党员", "共产党员", "预备党员", "中共预备党员"),
    Background.STAFF: ("公职人员", "机关干部", "干部", "公务员", "事业单位人员", "国企职工"),
    Background.FIVE_ELDERS: (
        "五老",
        "五老人员",
        "老干部",
        "老党员",
        "老教师",
        "老模范",
        "老战士",
        "离退休干部",
    ),
    Background.CULTURE: ("乡土文化人才", "文化人才", "乡土文化", "非遗传承人", "民间艺人"),
    Background.TECH: ("科技能人", "科技人才", "农技专家", "致富能手", "技术能手", "农技人员"),
    Background.LAWYER: ("律师", "法律工作者"),
    Background.MODEL: ("道德模范", "先进模范", "身边好人", "劳动模范", "先进人物"),
    Background.STUDENT: ("大学生", "学生", "在校学生", "中学生"),
    Background.RETURNED: ("返乡创业人员", "返乡创业者", "返乡人员"),
    Background.SAGE: ("新乡贤", "乡贤"),
    Background.ARTS: ("文艺志愿者", "文艺骨干", "文艺工作者"),
    Background.DOCTOR: ("医务人员", "医生", "护士", "医护人员", "村医", "卫生人员"),
    Background.TEACHER: ("教师", "老师"),
    Background.FARMER: ("农牧民", "农民", "牧民", "群众", "村民"),
    Background.OTHER: ("其他", "其它"),
}
SKILLS = {
    "theory-talk": ("宣讲", "理论", "理论政策宣讲"),
    "policy": ("政策宣传", "政策宣讲"),
    "legal-advice": ("法律", "法律服务", "普法", "法律援助"),
    "mediation": ("调解", "纠纷调解", "矛盾纠纷调解"),
    "tutoring": ("辅导", "作业辅导", "学业辅导", "辅导作业"),
    "teaching": ("教学", "教育"),
    "calligraphy": ("书法", "写春联"),
    "painting": ("绘画", "画画", "手工"),
    "singing": ("唱歌", "合唱", "声乐"),
    "dance": ("舞蹈", "跳舞", "锅庄", "广场舞"),
    "instrument": ("乐器", "器乐"),
    "opera": ("戏曲", "曲艺"),
    "heritage": ("非遗",),
    "photography": ("摄影", "摄像", "拍照"),
    "film": ("放电影",),
    "sports-coach": ("体育", "健身", "体育健身"),
    "farming": ("种植", "农业技术", "农技", "种植业"),
    "herding": ("养殖", "养殖业", "畜牧"),
    "veterinary": ("兽医",),
    "farm-machines": ("农机",),
    "e-commerce": ("电商", "直播", "直播带货"),
    "computer": ("电脑", "计算机", "智能手机使用"),
    "appliances": ("维修", "家电", "电器维修"),
    "electrician": ("电工",),
    "plumbing": ("水暖", "水电维修", "管道维修"),
    "carpentry": ("木工", "泥瓦工"),
    "driving": ("驾驶", "开车", "司机"),
    "haircut": ("理发师", "美发", "剪发"),
    "sewing": ("缝纫", "裁缝", "缝补"),
    "cooking": ("烹饪", "厨艺", "做饭", "厨师"),
    "cleaning": ("保洁", "家政", "打扫卫生"),
    "elder-care": ("养老", "陪护", "照顾老人", "助老"),
    "medicine": ("医疗", "义诊", "医术", "看病"),
    "first-aid": ("急救知识", "应急救护", "救护"),
    "psychology": ("心理", "心理咨询", "心理辅导"),
    "tibetan": ("藏语翻译", "翻译"),
    "sign-language": ("手语",),
    "environment": ("环保", "环境卫生", "环境保护", "环境卫生整治"),
    "tree-planting": ("植树",),
    "fire-safety": ("消防",),
    "traffic": ("交通", "交通引导", "文明交通"),
    "rescue": ("救援", "应急"),
    "weddings": ("移风易俗", "红白理事"),
    "guide": ("讲解", "导游"),
}
PEOPLES = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]
NOTHING = frozenset({"", "无", "没有", "暂无", "未填", "不详", "/", "-", "—", "——", "否"})


def reversed_words(table: Mapping[Any, tuple[str, ...]]) -> dict[str, Any]:
    """Give {word: code} of a table of words."""
    return {word.casefold(): code for code, words in table.items() for word in words}


BY_SEX, BY_DOCUMENT, BY_TRAVEL = reversed_words(SEX), reversed_words(DOCUMENT), reversed_words(TRAVEL)
BY_LANGUAGE, BY_BACKGROUND = reversed_words(LANGUAGES), reversed_words(BACKGROUNDS)


def people(words: str) -> tuple[str, bool]:
    """Give the full name of one of the 56 peoples, and whether it is one."""
    stem = words.removesuffix("族")
    return (f"{stem}族", True) if stem in PEOPLES else (words, False)
