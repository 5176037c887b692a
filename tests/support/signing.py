"""Three tiny procedures that ask for signatures, one a manner: the clerk names organs, their chiefs sign, the flow ends
by what came of it; 拟办 and 会签 may not be one person's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.domain.actor import OPERATOR
from app.extensions import db
from app.models import Organisation
from app.procedures import Library, freeze
from app.services.execute import execute
from app.services.publish_release import publish_release
from tests.support.house import ROOT
from tests.support.walk import do, open_case

MANNERS = ("all", "any", "sequence")
SIGNERS = {"all": "dept_chief@$members", "any": "dept_chief@$members", "sequence": "dept_chief@$members"}
YAML = """
title: 试会签
prefix: SH
process: {process}
summary: 试一试会签。
articles: [条例11]
doors:
  start: {{title: 提出, openers: [credit_center_clerk], organisation: credit_center}}
lanes:
  office: {{roles: {{"*": credit_center_clerk}}, organisation: credit_center}}
  approval: {{roles: {{"*": credit_center_reviewer}}, organisation: credit_center}}
separations:
  - {{nodes: [prepare, approve], by: person, article: 默认, sentence: 拟办和审签不能是同一人。}}
retention: {{years: 5, article: 条例11, status: 默认, source: 默认}}
"""
BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"
  id="defs" targetNamespace="t">
  <process id="{process}" name="试会签" isExecutable="true">
    <laneSet id="lanes">
      <lane id="office" name="办公室"><flowNodeRef>begin</flowNodeRef><flowNodeRef>prepare</flowNodeRef>
        <flowNodeRef>cosign</flowNodeRef><flowNodeRef>g</flowNodeRef><flowNodeRef>e_dissent</flowNodeRef></lane>
      <lane id="approval" name="审签"><flowNodeRef>approve</flowNodeRef>
        <flowNodeRef>tell</flowNodeRef><flowNodeRef>e_agreed</flowNodeRef></lane>
    </laneSet>
    <startEvent id="begin" name="开始"/>
    <userTask id="prepare" name="拟办"/>
    <userTask id="cosign" name="会签"><extensionElements><s:properties>
      <s:property name="signing" value="{manner}"/><s:property name="signers" value="{signers}"/>
      <s:property name="result" value="cosigned"/></s:properties></extensionElements></userTask>
    <exclusiveGateway id="g" name="都同意吗"/>
    <userTask id="approve" name="审签"/>
    <serviceTask id="tell" name="印发会签意见"><extensionElements><s:serviceTaskOperator id="issue_document"
      resultVariable=""><s:parameters><s:parameter id="letter" type="str" value="'opinions'"/>
      <s:parameter id="to" type="str" value="'other'"/></s:parameters></s:serviceTaskOperator></extensionElements>
    </serviceTask>
    <endEvent id="e_agreed" name="同意"><terminateEventDefinition/></endEvent>
    <endEvent id="e_dissent" name="有异议"><terminateEventDefinition/></endEvent>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="prepare"/>
    <sequenceFlow id="f2" sourceRef="prepare" targetRef="cosign"/>
    <sequenceFlow id="f3" sourceRef="cosign" targetRef="g"/>
    <sequenceFlow id="f4" sourceRef="g" targetRef="approve"><conditionExpression
      xsi:type="tFormalExpression">cosigned == 'agreed'</conditionExpression></sequenceFlow>
    <sequenceFlow id="f5" sourceRef="g" targetRef="e_dissent"><conditionExpression
      xsi:type="tFormalExpression">cosigned == 'dissent'</conditionExpression></sequenceFlow>
    <sequenceFlow id="f6" sourceRef="approve" targetRef="tell"/>
    <sequenceFlow id="f7" sourceRef="tell" targetRef="e_agreed"/>
  </process>
</definitions>
"""


LETTER = """
id: opinions
title: 会签意见
kind: 纪要
format: plain
organ: credit_center
recipient: 各会签单位
must_state: [意见]
words: {opinion: {agree: 同意, noted: 没有意见, disagree: 不同意}}
body:
  - table: signed.cosign
    states: 意见
    columns:
      - {title: 单位, value: "{row.by}"}
      - {title: 会签人, value: "{row.name}"}
      - {title: 意见, value: "{row.opinion|words:opinion}"}
      - {title: 日期, value: "{row.signed_on|date}"}
"""


def form(name: str, *fields: dict[str, Any]) -> str:
    return json.dumps({"type": "default", "id": name, "properties": {"title": name, "submit": "提交"},
                       "components": list(fields)}, ensure_ascii=False)


REASON = {"type": "textarea", "key": "reason", "label": "理由", "validate": {"required": True}}
MEMBERS = {"type": "checklist", "key": "members", "label": "会签单位",
           "properties": {"source": "organisations:department", "engine": True}}
OPINION = {"type": "radio", "key": "opinion", "label": "意见", "validate": {"required": True},
           "values": [{"value": "agree", "label": "同意"}, {"value": "noted", "label": "没有意见"},
                      {"value": "disagree", "label": "不同意"}]}
HEARD = {"type": "dynamiclist", "path": "heard", "label": "会签意见", "properties": {"prefill": "signed.cosign"},
         "components": [{"type": "textfield", "key": "by", "label": "单位", "validate": {"required": True}},
                        {"type": "textfield", "key": "opinion", "label": "意见"}]}
WHY = {"type": "textarea", "key": "text", "label": "理由", "validate": {"required": True},
       "properties": {"when": "opinion == 'disagree'"}}


def folder(into: Path) -> Path:
    """Writes the three of them."""
    shared = into / "forms" / "_shared"
    shared.mkdir(parents=True)
    (shared / "signature.form").write_bytes((ROOT / "forms/_shared/signature.form").read_bytes())
    for manner in MANNERS:
        slug, process = f"signing-{manner}", f"signing_{manner}"
        bpmn, forms = into / "bpmn" / slug, into / "forms" / slug
        bpmn.mkdir(parents=True)
        (bpmn / "documents").mkdir()
        forms.mkdir()
        (bpmn / "documents" / "opinions.yaml").write_text(LETTER)
        (bpmn / "procedure.yaml").write_text(YAML.format(process=process))
        (bpmn / "process.bpmn").write_text(BPMN.format(process=process, manner=manner, signers=SIGNERS[manner]))
        for name, fields in {"start": [REASON], "prepare": [REASON, MEMBERS], "cosign": [OPINION, WHY],
                             "approve": [REASON, HEARD]}.items():
            (forms / f"{name}.form").write_text(form(name, *fields))
    return into


def publish(into: Path) -> None:
    library = Library.read(folder(into))
    for slug in library.procedures:
        execute(publish_release, actor=OPERATOR, release=freeze(library, slug))


def organ(tag: str) -> str:
    return str(db.session().scalar(sa.select(Organisation.id).where(Organisation.tag == tag)))


def signing_case(manner: str = "all", members: tuple[str, ...] = ("market_regulator", "ecology"),
                 until: str = "cosign") -> str:
    """A case that stands at the signing by these organs' chiefs (or at `prepare`); its number."""
    number = open_case("clerk", f"signing-{manner}").number
    if until != "prepare":
        do(number, "prepare", {"members": [organ(tag) for tag in members]}, by="clerk")
    return number
