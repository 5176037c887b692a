"""The demo organisations and people that the contract names, and what they hold."""

from __future__ import annotations

from app.domain.identifiers import id_check_digit, uscc_check_digit
from app.services.setup import NewSubject, Organ, Worker

DISTRICTS = {"海曙区": "330203", "江北区": "330205", "镇海区": "330211", "北仑区": "330206", "鄞州区": "330212",
             "奉化区": "330213", "余姚市": "330281", "慈溪市": "330282", "宁海县": "330226", "象山县": "330225"}


def _organ(key: str, serial: int, name: str, short: str, kind: str, tag: str | None = None) -> Organ:
    body = f"11330200MB{serial:07d}"
    return Organ(key, body + uscc_check_digit(body), name, short, kind, tag, f"0574-8918{serial:04d}",
                 "宁波市鄞州区宁穿路2001号")


ORGANS = (
    _organ("center", 1, "宁波市信用中心", "甬信", "credit_center", "credit_center"),
    _organ("market", 2, "宁波市市场监督管理局", "甬市监", "department", "market_regulator"),
    _organ("ecology", 3, "宁波市生态环境局", "甬环", "department", "ecology"),
    _organ("authority", 4, "宁波市发展和改革委员会", "甬发改", "credit_authority", "credit_authority"),
    _organ("education", 5, "宁波市教育局", "甬教", "department", "education"),
    _organ("housing", 6, "宁波市住房和城乡建设局", "甬建", "department", "housing"),
    _organ("conference", 7, "宁波市社会信用体系建设联席会议办公室", "甬信联", "joint_conference", "joint_conference"),
    _organ("justice", 8, "宁波市司法局", "甬司", "justice", "justice"),
    _organ("government", 9, "宁波市人民政府办公厅", "甬政办", "government", "government"),
    _organ("experts", 10, "宁波市社会信用专家库", "甬信专", "expert_pool", "experts"),
    _organ("service", 11, "甬信征信服务有限公司（演示）", "甬征", "credit_service_org", "credit_service"),
    _organ("oversight", 12, "宁波市纪委市监委", "甬纪", "oversight", "oversight"),
    _organ("it", 13, "宁波市大数据发展管理局（平台运维）", "甬数", "operator", "operator"),
)

WORKERS = (
    Worker("clerk", "陈思远", (("credit_center_clerk", "center"),)),
    Worker("reviewer", "林晓岚", (("credit_center_reviewer", "center"),)),
    Worker("officer", "沈一诺", (("repair_officer", "center"),)),
    Worker("handler", "周启明", (("dept_handler", "market"),)),
    Worker("handler1b", "王若溪", (("dept_handler", "market"),)),
    Worker("legal", "徐知远", (("dept_legal_review", "market"),)),
    Worker("chief", "方国栋", (("dept_chief", "market"),)),
    Worker("handler2", "俞清和", (("dept_handler", "ecology"),)),
    Worker("handler2b", "宋怀瑾", (("dept_handler", "ecology"),)),
    Worker("legal2", "潘文博", (("dept_legal_review", "ecology"),)),
    Worker("chief2", "章海峰", (("dept_chief", "ecology"),)),
    Worker("authority", "胡静怡", (("credit_authority_handler", "authority"),)),
    Worker("authority_chief", "董立新", (("credit_authority_chief", "authority"),)),
    Worker("member1", "卢雅雯", (("joint_conf_member", "education"),)),
    Worker("member2", "邱建平", (("joint_conf_member", "housing"),)),
    Worker("secretariat", "江秋白", (("joint_conf_secretariat", "conference"),)),
    Worker("judicial", "贺明哲", (("legality_reviewer", "justice"),)),
    Worker("gov", "汪承志", (("gov_approver", "government"),)),
    Worker("expert1", "梁以安", (("expert", "experts"),)),
    Worker("expert2", "谢书航", (("expert", "experts"),)),
    Worker("expert3", "罗慧中", (("expert", "experts"),)),
    Worker("expert4", "钟念真", (("expert", "experts"),)),
    Worker("supplier", "应乐天", (("info_supplier", "service"),)),
    Worker("supervisor", "郑守正", (("supervisor", "authority"),)),
    Worker("oversight", "石坚", (("auditor", "oversight"),)),
    Worker("admin", "系统管理员", (("admin", "it"),)),
    Worker("secadmin", "安全管理员", (("secadmin", "it"),)),
    Worker("auditadmin", "审计管理员", (("auditadmin", "it"),)),
    Worker("company", "李经办", (("enterprise_agent", None),)),
    Worker("citizen", "张小满", (("citizen", None),)),
    Worker("citizen2", "赵立春", (("citizen", None),)),
)

def _citizen_id(body: str) -> str:
    return body + id_check_digit(body)


FIRST_SUBJECTS = (
    NewSubject("legal", "宁波甬禾机电设备有限公司", "91330203MA2AG7K15" + uscc_check_digit("91330203MA2AG7K15"),
               "subject-company-000001", "company"),
    NewSubject("natural", "张小满", _citizen_id("33020319900307332"), "subject-citizen-000001", "citizen", own=True),
    NewSubject("natural", "赵立春", _citizen_id("33021219851121451"), "subject-citizen-000002", "citizen2", own=True),
)
