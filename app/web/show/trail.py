"""A row of the trail in words: what was done, by whom, and the facts it carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain.tags import Tag
from app.queries.trail import TrailView
from app.services.recusals import GROUNDS
from app.web import words

WORDS: Mapping[str, str] = {
    Tag.CASE_FILED: "提交申请", Tag.CASE_OPENED_BY_CASE: "由前一件事项立案", Tag.CASE_OPENED_BY_CLOCK: "到期自动立案",
    Tag.CASE_MESSAGE: "收到提交", Tag.CASE_WITHDRAWN: "撤回申请", Tag.CASE_SUSPENDED: "事项中止",
    Tag.CASE_RESUMED: "事项恢复",
    Tag.CASE_CLOSED: "办结", Tag.CASE_HELD: "注明暂缓删除", Tag.CASE_HOLD_LIFTED: "不再暂缓删除",
    Tag.CASE_ERASED: "保存期满，删除内容", Tag.UPLOAD_ERASED: "删除没有用到的附件",
    Tag.CASE_NODE: "走过一步", Tag.CASE_EXPORTED: "导出", Tag.TASK_OPENED: "生成待办",
    Tag.TASK_SEEN: "第一次查看", Tag.TASK_CLAIMED: "签收", Tag.TASK_RELEASED: "退签",
    Tag.TASK_COMPLETED: "办完一步", Tag.TASK_CANCELLED: "待办取消", Tag.TASK_TRANSFERRED: "转办",
    Tag.TASK_RETURNED: "退回", Tag.TASK_RECALLED: "撤回修改", Tag.TASK_REMINDED: "催办",
    Tag.TASK_SUPERVISED: "督办", Tag.TASK_ANSWERED: "回复督办", Tag.TASK_COPIED: "抄送", Tag.TASK_READ: "已阅",
    Tag.TASK_DELEGATED: "委派", Tag.TASK_TAKEN_BACK: "收回委派",
    Tag.TASK_DRAFTED: "交回起草", Tag.TASK_SIGNER_ADDED: "加签", Tag.TASK_SIGNER_DROPPED: "减签",
    Tag.TASK_SIGNED: "签署会签意见", Tag.TASK_PUT_TO_SIGNERS: "送会签", Tag.TASK_RECUSED: "回避",
    Tag.RECUSAL_ASKED: "当事人申请回避", Tag.RECUSAL_DECIDED: "决定回避申请", Tag.SUBSTITUTE_SET: "设置代办",
    Tag.SUBSTITUTE_ENDED: "结束代办", Tag.DEADLINE_STARTED: "期限开始",
    Tag.DEADLINE_WARNED: "期限提醒",
    Tag.DEADLINE_PAUSED: "期限中止", Tag.DEADLINE_RESUMED: "期限恢复", Tag.DEADLINE_EXTENDED: "期限延长",
    Tag.DEADLINE_MOVED: "期限重算", Tag.DEADLINE_MET: "期限内办到", Tag.DEADLINE_BREACHED: "超过期限",
    Tag.DEADLINE_CANCELLED: "期限不再计算", Tag.DEADLINE_FIRED: "期限到点", Tag.DOCUMENT_ISSUED: "发出文书",
    Tag.DOCUMENT_SERVED: "文书送达", Tag.DOCUMENT_CONFIRMED: "确认收到文书", Tag.DOCUMENT_REPLACED: "更正文书",
    Tag.DOCUMENT_WITHDRAWN: "撤销文书", Tag.DOCUMENT_READ: "查看文书", Tag.REGISTER_ENTERED: "记入台账",
    Tag.REGISTER_AMENDED: "更正记录", Tag.REGISTER_ANNOTATED: "标注记录", Tag.REGISTER_ANNOTATION_LIFTED: "去掉标注",
    Tag.REGISTER_SHIELDED: "屏蔽记录", Tag.REGISTER_ENDED: "终止记录", Tag.REGISTER_ERASED: "删除记录",
    Tag.REGISTER_PUBLISHED: "公示记录", Tag.COMMENT_MADE: "写内部意见", Tag.QUERY_CODE_ISSUED: "发查询码",
    Tag.CORRECTION_ASKED: "提出更正流程数据", Tag.CORRECTION_MADE: "更正流程数据", Tag.CORRECTION_REFUSED: "不同意更正",
    Tag.INCIDENT_RAISED: "办理中出错", Tag.INCIDENT_RETRIED: "重试", Tag.INCIDENT_RESOLVED: "出错已解决",
    Tag.ORGANISATION_ADDED: "添加单位", Tag.PERSON_ADDED: "添加人员", Tag.PERSON_CHANGED: "人员变动",
    Tag.PERSON_DISABLED: "停用人员",
    Tag.PERSON_FACTOR_ADDED: "启用第二道验证", Tag.PERSON_FACTOR_PASSED: "通过第二道验证",
    Tag.PERSON_FACTOR_FAILED: "第二道验证没有通过", Tag.PERSON_FACTOR_DROPPED: "停用第二道验证",
    Tag.PERSON_SIGNED_IN: "登录", Tag.PERSON_SIGN_IN_FAILED: "登录没有成功", Tag.PERSON_SIGNED_OUT: "退出登录",
    Tag.POST_GIVEN: "给岗位", Tag.POST_TAKEN: "免去岗位", Tag.TOKEN_ISSUED: "发令牌", Tag.TOKEN_REVOKED: "收回令牌",
    Tag.SUBJECT_EXPORTED: "下载本人数据", Tag.AGENCY_GRANTED: "授权代理", Tag.AGENCY_ENDED: "结束代理",
    Tag.CONTACT_CODE_SENT: "发验证码", Tag.CONTACT_CODE_REFUSED: "验证码不对", Tag.CONTACT_CHANGED: "改通知方式",
    Tag.SUBJECTS_ADDED: "登记信用主体", Tag.RELEASE_PUBLISHED: "发布程序", Tag.CALENDAR_IMPORTED: "导入工作日历",
    Tag.UPLOAD_RECEIVED: "收到附件", Tag.DRAFT_SAVED: "保存草稿", Tag.DRAFT_DISCARDED: "删去草稿",
}
FACTS = {"entry": "", "node": "", "message": "", "letter": "", "login": "登录名", "slug": "程序", "n": "版本",
         "year": "年份", "notice": "通知", "number": "编号", "limit": "", "from": "起算日", "last_day": "最后一天",
         "to": "到", "on": "日期", "how": "方式", "channel": "渠道", "received_on": "收到日期", "length": "总长度",
         "outcome": "", "answer_by": "限期回复", "copied": "给", "opinion": "意见", "place": "", "ground": "情形",
         "state": "", "until": "到", "reason": "理由", "because": "因为", "kept_until": "保存到"}
ACTORS = {"clock": "系统时钟", "operator": "运维人员", "anyone": "未登录用户"}
VALUES = {"online": "网上", "counter": "窗口", "post": "邮寄", "hotline": "热线", "electronic": "电子送达",
          "mail": "邮寄", "direct": "当面", "person_disabled": "人员停用", "post_ended": "免去岗位", "recused": "回避",
          "agree": "同意", "disagree": "不同意", "before": "办结之前", "after": "办结之后", "drawn": "会签",
          "granted": "应当回避", "refused": "不需要回避", **GROUNDS}
Names = Mapping[str, str]


def row_said(row: TrailView, names: Names) -> dict[str, object]:
    """`names` are the procedure's own words for its steps, limits, letters, messages and ends."""
    place = (row.as_ or "").partition("@")[2]
    who = ACTORS.get(row.actor, row.actor)
    return {"n": row.n, "at": words.moment(row.at), "what": WORDS.get(row.what, row.what), "word": row.what,
            "who": f"{who}（{place}）" if place else who, "facts": facts(row.after, names), "hash": row.hash}


def facts(after: Mapping[str, Any] | None, names: Names) -> str:
    found = [(label, after[key]) for key, label in FACTS.items() if after and after.get(key) not in (None, "")]
    return "；".join(f"{label} {value_said(value, names)}".strip() for label, value in found)


def value_said(value: object, names: Names) -> str:
    if isinstance(value, list):
        return "、".join(value_said(one, names) for one in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return words.day(text)
    if re.fullmatch(r"[A-Z]{2,4}-\d{4}-\d{6,12}", text):
        return words.case_number(text)
    return names.get(text) or VALUES.get(text, text)
