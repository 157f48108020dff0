"""The writes of `records`: service records and complaints."""

from shijian.records.operations.records import Overlap, record_service, reissue_record, void_record

__all__ = ["Overlap", "record_service", "reissue_record", "void_record"]
