"""Elements that a drawing must not hold, by their tags. What is drawn wrong with allowed ones stands in judging.py.

Each fault is one sentence in Chinese that names the element. Whether every way leads to an end, whether exactly one
branch is true and the like need all states walked: that is done at publish, in app/procedures/walk.
"""

from collections.abc import Iterator, Mapping

from app.engine.drawing import BPMN, FLOW_NODES, SPIFF, XmlElement, local
from app.engine.values import Finding

# Why: a script is eval(); inclusive and complex gateways and thrown events were never proven; a cycle timer replays
# every period that was missed; a duration would compute a legal date behind the calendar's back.
BANNED = {
    "scriptTask": ("script", "是脚本任务：图中不运行脚本，请改为服务任务并指定操作"),
    "manualTask": ("manual", "是手工任务：请改为用户任务"),
    "task": ("untyped", "没有任务类型：请改为用户任务或服务任务"),
    "sendTask": ("throw", "是发送任务：图中不发消息，请改为服务任务并指定操作"),
    "receiveTask": ("receive", "是接收任务：请改为消息中间捕获事件"),
    "intermediateThrowEvent": ("throw", "是抛出事件：图中不抛出事件"),
    "inclusiveGateway": ("inclusive", "是包容网关：请改为排他网关或并行网关"),
    "complexGateway": ("complex", "是复杂网关：请改为排他网关或并行网关"),
    "transaction": ("transaction", "是事务子流程：请改为普通子流程"),
    "adHocSubProcess": ("ad_hoc", "是特设子流程：请改为普通子流程"),
    "standardLoopCharacteristics": ("loop", "用了标准循环：请把循环画出来"),
    "loopCardinality": ("cardinality", "用了固定次数的多实例：请按列表逐项办理"),
    "completionCondition": ("completion", "用了多实例完成条件：每一项都要办完"),
    "signalEventDefinition": ("signal", "用了信号事件：请改为消息"),
    "escalationEventDefinition": ("escalation", "用了升级事件：请改为期限或消息"),
    "errorEventDefinition": ("error", "用了错误事件：出错由系统登记，不画在图上"),
    "compensateEventDefinition": ("compensation", "用了补偿事件：请把要做的事画出来"),
    "cancelEventDefinition": ("cancel", "用了取消事件：请改为消息"),
    "linkEventDefinition": ("link", "用了链接事件：请直接连线"),
    "correlationKey": ("correlation", "用了消息关联键：消息按等待编号送达，不需要关联键"),
    "correlationProperty": ("correlation", "用了消息关联属性：消息按等待编号送达，不需要关联"),
    "timeDuration": ("duration", "写了时长：期限在 procedure.yaml 里登记，图中写 due('期限名')"),
    "timeCycle": ("cycle", "写了循环定时：期限在 procedure.yaml 里登记，图中写 due('期限名')"),
    "dataInputAssociation": ("data", "连了数据输入：数据不经数据对象传递"),
    "dataOutputAssociation": ("data", "连了数据输出：数据不经数据对象传递"),
    "messageFlow": ("message_flow", "是消息流：当事人不画泳池，消息按名称送达"),
    "callConversation": ("collaboration", "是会话：图中只有一个泳池"),
    "choreographyTask": ("collaboration", "是编排任务：图中只有一个泳池"),
}
# Elements that carry no behaviour of their own, or whose behaviour drawing.py reads.
QUIET = (
    "process laneSet lane childLaneSet flowNodeRef sequenceFlow conditionExpression incoming outgoing documentation "
    "extensionElements property ioSpecification dataInput dataOutput inputSet outputSet dataInputRefs dataOutputRefs "
    "messageEventDefinition timerEventDefinition conditionalEventDefinition terminateEventDefinition timeDate "
    "condition multiInstanceLoopCharacteristics loopDataInputRef loopDataOutputRef inputDataItem outputDataItem "
    "textAnnotation text association group dataObject dataObjectReference dataStoreReference dataState"
)
KNOWN = FLOW_NODES | frozenset(QUIET.split())
# Where an id must be the only one, beside its file: a box may carry the name of the process that it calls.
NAMED = {
    **dict.fromkeys(FLOW_NODES, ("box",)),
    "subProcess": ("box", "scope"),
    "process": ("scope",),
    "sequenceFlow": (),
}
SCRIPTS = (SPIFF + "preScript", SPIFF + "postScript")


def banned(root: XmlElement, file: str) -> Iterator[Finding]:
    pools = list(root.iter(BPMN + "participant"))
    if len(pools) > 1:
        yield Finding(file, pools[1].get("id", ""), "pools", f"图中有 {len(pools)} 个泳池：只能有一个，当事人不画。")
    for node in root.iter(BPMN + "*"):
        name = local(node)
        if name in BANNED:
            yield _finding(node, file, *BANNED[name])
        elif name not in KNOWN and _counts(node):
            yield _finding(node, file, "unknown", f"用了“{name}”：这种画法不在允许的范围内")
        elif name in FLOW_NODES and sum(local(child).endswith("EventDefinition") for child in node) > 1:
            yield _finding(node, file, "several_events", "同时有几个事件定义：只能有一个")
    for script in root.iter(*SCRIPTS):
        if (script.text or "").strip():
            yield _finding(script, file, "script", "带有前置或后置脚本：图中不运行脚本")


def misnamed(roots: Mapping[str, XmlElement]) -> Iterator[Finding]:
    """Ids of boxes are unique over a procedure and what it calls: tasks, waits and trails are found by them."""
    seen: set[tuple[str, str]] = set()
    for file, root in roots.items():
        for node in root.iter(BPMN + "*"):
            if local(node) not in NAMED:
                continue
            id = node.get("id", "")
            places = {(place, id) for place in (file, *NAMED[local(node)])}
            if not id:
                yield _finding(node, file, "no_id", "没有编号（id）")
            elif places & seen:
                yield _finding(node, file, "duplicate_id", f"的编号“{id}”用了不止一次")
            seen |= places


def _counts(node: XmlElement) -> bool:
    """Inside a process, and not inside something that is refused as a whole."""
    around = [local(outer) for outer in node.iterancestors()]
    return "process" in around and not BANNED.keys() & set(around)


def _finding(node: XmlElement, file: str, code: str, what: str) -> Finding:
    """Names the nearest box around the node: people see boxes, not definitions."""
    box = node
    while box is not None and not (box.get("id") and (local(box) in FLOW_NODES or local(box) in BANNED)):
        box = box.getparent()
    if box is not None and local(box) not in FLOW_NODES and box.getparent() is not None:
        outer = box.getparent()
        box = outer if local(outer) in FLOW_NODES else box
    owner = node if box is None else box
    label = owner.get("name") or owner.get("id") or local(owner)
    return Finding(file, owner.get("id", ""), code, f"“{label}”{what}。")
