"""The closed list of role keys that a procedure may name; who holds them is in the tables."""

from __future__ import annotations

ROLES = frozenset(
    (
        "credit_center_clerk", "credit_center_reviewer", "repair_officer",
        "dept_handler", "dept_legal_review", "dept_chief",
        "credit_authority_handler", "credit_authority_chief",
        "joint_conf_member", "joint_conf_secretariat",
        "legality_reviewer", "gov_approver", "expert", "info_supplier", "supervisor", "auditor",
        "enterprise_agent", "citizen",
    )
)  # fmt: skip
SUBJECT = "subject"  # whoever stands for the case's credit subject
MACHINES = frozenset(("clock", "system"))
