"""Roles in Chinese."""

ROLES = {
    "credit_center_clerk": "信用中心经办", "credit_center_reviewer": "信用中心审核", "repair_officer": "修复专员",
    "dept_handler": "部门经办", "dept_legal_review": "部门法制审核", "dept_chief": "部门负责人",
    "credit_authority_handler": "主管部门经办", "credit_authority_chief": "主管部门负责人",
    "joint_conf_member": "联席会议成员", "joint_conf_secretariat": "联席会议秘书", "expert": "专家",
    "legality_reviewer": "合法性审查", "gov_approver": "市政府审批", "info_supplier": "信息提供单位",
    "supervisor": "督办", "auditor": "监督审计", "admin": "系统管理员", "secadmin": "安全管理员",
    "auditadmin": "审计管理员", "enterprise_agent": "企业经办人", "citizen": "自然人", "subject": "申请人",
}


def role_said(role: str) -> str:
    return ROLES.get(role, role)
