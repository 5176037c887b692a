"""Every fault of a drawing has its sentence. Each case breaks one thing in a drawing that is fine."""

import pytest

from app.engine import DiagramRefused, parse
from tests.engine.sketch import bpmn

FINE = """
    start s
    user a
    boundary late on=a due=x beside
    user chase
    xor g
    user b
    par f
    catch c when="v == 1"
    do tell op=notify to="'x'"
    ask look op=ask.look var=v
    par j
    choice w
    catch told msg=told
    catch over due=over
    xor m
    sub part each=xs,x,ys,y
    start ps
    user u
    end pe
    ps -> u -> pe
    endsub
    call k to=called
    stop e
    end e2
    end e3
    s -> a -> g
    late -> chase -> e2
    g -> b if "v == 1"
    g -> f else
    b -> e3
    f -> c -> tell -> j
    f -> look -> j
    j -> w
    w -> told -> m
    w -> over -> m
    m -> part -> k -> e
    anytime withdrawn
    start wd msg=withdraw
    end we
    wd -> we
    endsub
"""
CALLED = bpmn("io in=v out=y\nstart cs\nuser cu\nend ce\ncs -> cu -> ce", process="called", title="被调用")


def refused(process: bytes, called: bytes = CALLED, **others: bytes) -> list[tuple[str, str, str]]:
    with pytest.raises(DiagramRefused) as refusal:
        parse("p", {"process.bpmn": process, "_shared/called.bpmn": called, **others})
    return [(finding.element, finding.code, finding.sentence) for finding in refusal.value.findings]


def test_the_drawing_is_fine_to_begin_with():
    assert parse("p", {"process.bpmn": bpmn(FINE), "_shared/called.bpmn": CALLED}).process_id == "p"


# element, code, sentence <- what stood there, what stands there instead
XML = {
    "script task": ("<bpmn:userTask", "userTask", "scriptTask", "b", "script",
                    "“b的名称”是脚本任务：图中不运行脚本，请改为服务任务并指定操作。"),
    "manual task": ("", "userTask", "manualTask", "b", "manual", "“b的名称”是手工任务：请改为用户任务。"),
    "no type": ("", "userTask", "task", "b", "untyped", "“b的名称”没有任务类型：请改为用户任务或服务任务。"),
    "send task": ("", "userTask", "sendTask", "b", "throw", 
                  "“b的名称”是发送任务：图中不发消息，请改为服务任务并指定操作。"),
    "receive task": ("", "userTask", "receiveTask", "b", "receive", "“b的名称”是接收任务：请改为消息中间捕获事件。"),
    "thrown event": ("", "userTask", "intermediateThrowEvent", "b", "throw", "“b的名称”是抛出事件：图中不抛出事件。"),
    "inclusive": ("", "userTask", "inclusiveGateway", "b", "inclusive",
                  "“b的名称”是包容网关：请改为排他网关或并行网关。"),
    "complex": ("", "userTask", "complexGateway", "b", "complex",
                "“b的名称”是复杂网关：请改为排他网关或并行网关。"),
    "transaction": ("", "userTask", "transaction", "b", "transaction", "“b的名称”是事务子流程：请改为普通子流程。"),
    "ad hoc": ("", "userTask", "adHocSubProcess", "b", "ad_hoc", "“b的名称”是特设子流程：请改为普通子流程。"),
    "unheard of": ("", "userTask", "magicTask", "b", "unknown", "“b的名称”用了“magicTask”：这种画法不在允许的范围内。"),
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_a_kind_of_box_outside_the_dialect_is_refused(name):
    _, old, new, element, code, sentence = XML[name]
    drawing = bpmn(FINE).decode()
    at = drawing.index(f'<bpmn:{old} id="{element}"')
    end = drawing.index(f"</bpmn:{old}>", at) + len(f"</bpmn:{old}>")
    changed = drawing[:at] + drawing[at:end].replace(f"bpmn:{old}", f"bpmn:{new}") + drawing[end:]
    assert (element, code, sentence) in refused(changed.encode())


TIMER = "<bpmn:timeDate>due('x')</bpmn:timeDate>"
INSIDE = {
    "duration": (TIMER, "<bpmn:timeDuration>'P5D'</bpmn:timeDuration>", "late", "duration",
                 "“late的名称”写了时长：期限在 procedure.yaml 里登记，图中写 due('期限名')。"),
    "duration without quotes": (TIMER, "<bpmn:timeDuration>P5D</bpmn:timeDuration>", "late", "duration",
                                "“late的名称”写了时长：期限在 procedure.yaml 里登记，图中写 due('期限名')。"),
    "cycle": (TIMER, "<bpmn:timeCycle>R3/PT1H</bpmn:timeCycle>", "late", "cycle",
              "“late的名称”写了循环定时：期限在 procedure.yaml 里登记，图中写 due('期限名')。"),
    "date": (TIMER, "<bpmn:timeDate>'2026-01-01'</bpmn:timeDate>", "late", "timer",
             "“late的名称”的定时写的是“'2026-01-01'”：只能写 due('期限名')。"),
    "date without quotes": (TIMER, "<bpmn:timeDate>P5D</bpmn:timeDate>", "late", "timer",
                            "“late的名称”的定时写的是“P5D”：只能写 due('期限名')。"),
    "due and more": (TIMER, "<bpmn:timeDate>due('x') in ('x')</bpmn:timeDate>", "late", "timer",
                     "“late的名称”的定时写的是“due('x') in ('x')”：只能写 due('期限名')。"),
    "no timer": (TIMER, "", "late", "timer", "“late的名称”的定时写的是“”：只能写 due('期限名')。"),
    "signal": ("<bpmn:timerEventDefinition>" + TIMER + "</bpmn:timerEventDefinition>",
               '<bpmn:signalEventDefinition id="sg"/>', "late", "signal", "“late的名称”用了信号事件：请改为消息。"),
    "escalation": ("<bpmn:timerEventDefinition>" + TIMER + "</bpmn:timerEventDefinition>",
                   "<bpmn:escalationEventDefinition/>", "late", "escalation",
                   "“late的名称”用了升级事件：请改为期限或消息。"),
    "error": ("<bpmn:timerEventDefinition>" + TIMER + "</bpmn:timerEventDefinition>",
              "<bpmn:errorEventDefinition/>", "late", "error",
              "“late的名称”用了错误事件：出错由系统登记，不画在图上。"),
    "two events": ("<bpmn:timerEventDefinition>" + TIMER, '<bpmn:messageEventDefinition messageRef="m_0"/>'
                   "<bpmn:timerEventDefinition>" + TIMER, "late", "several_events",
                   "“late的名称”同时有几个事件定义：只能有一个。"),
    "compensation": ("<bpmn:terminateEventDefinition/>", "<bpmn:compensateEventDefinition/>", "e", "compensation",
                     "“e的名称”用了补偿事件：请把要做的事画出来。"),
    "completion": ("<bpmn:loopDataInputRef>xs</bpmn:loopDataInputRef>",
                   "<bpmn:loopDataInputRef>xs</bpmn:loopDataInputRef><bpmn:completionCondition>True</bpmn:completionCondition>",
                   "part", "completion", "“part的名称”用了多实例完成条件：每一项都要办完。"),
    "cardinality": ("<bpmn:loopDataInputRef>xs</bpmn:loopDataInputRef>",
                    "<bpmn:loopCardinality>1000000</bpmn:loopCardinality>", "part", "cardinality",
                    "“part的名称”用了固定次数的多实例：请按列表逐项办理。"),
    "many of nothing": ("<bpmn:loopDataInputRef>xs</bpmn:loopDataInputRef>", "", "part", "many",
                        "“part的名称”是多实例，却没有写对哪个列表的每一项（loopDataInputRef 和 inputDataItem）。"),
    "results of nothing": ("<bpmn:loopDataOutputRef>ys</bpmn:loopDataOutputRef>", "", "part", "many",
                           "“part的名称”是多实例，结果列表和结果项要么都写，要么都不写"
                           "（loopDataOutputRef 和 outputDataItem）。"),
    "correlation": ("<bpmn:process", '<bpmn:correlationProperty id="cp" name="cp"/><bpmn:process', "cp", "correlation",
                    "“cp”用了消息关联属性：消息按等待编号送达，不需要关联。"),
    "condition that runs code": ("v == 1</bpmn:conditionExpression>",
                                 "__import__('os').system('true')</bpmn:conditionExpression>", "g", "expression",
                                 "“g的名称”到“b”的条件“__import__('os').system('true')”不能用："
                                 "表达式里只能用函数 due、running、count：__import__('os').system('true')。"),
    "condition that reads attributes": ("v == 1</bpmn:conditionExpression>", "v.x</bpmn:conditionExpression>", "g",
                                        "expression", "“g的名称”到“b”的条件“v.x”不能用：表达式里不能用这种写法：v.x。"),
    "condition with a date": ("v == 1</bpmn:condition>", "due('x') == 1</bpmn:condition>", "c", "expression",
                              "“c的名称”的条件“due('x') == 1”不能用 due：期限只写在定时里。"),
    "parameter that runs code": ("value=\"'x'\"", 'value="open(1)"', "tell", "expression",
                                 "“tell的名称”的参数“to”“open(1)”不能用："
                                 "表达式里只能用函数 due、running、count：open(1)。"),
    "no operation": ('id="notify"', 'id=""', "tell", "operation",
                     "“tell的名称”没有指定操作（spiffworkflow:serviceTaskOperator）。"),
    "ask for nothing": ('resultVariable="v"', "", "look", "operation",
                        "“look的名称”是查询操作，却没有写结果放在哪里（resultVariable）。"),
    "message without a name": ('name="told"', 'name=""', "told", "no_message",
                               "“told的名称”没有指定消息，或者消息没有名称。"),
    "message that is not there": ('messageRef="m_0"', 'messageRef="m_9"', "told", "no_message",
                                  "“told的名称”没有指定消息，或者消息没有名称。"),
    "called process that is not there": ('calledElement="called"', 'calledElement="nobody"', "k", "called",
                                         "“k的名称”要调用的流程“nobody”不在文件里。"),
    "process that calls itself": ('calledElement="called"', 'calledElement="p"', "k", "io",
                                  "“k的名称”调用的流程“p”没有声明进出的数据"
                                  "（ioSpecification 的 inputSet 和 outputSet）。"),
    "boundary event on nothing": ('attachedToRef="a"', 'attachedToRef="nobody"', "late", "attached",
                                  "“late的名称”没有贴在本范围的任何活动上。"),
    "boundary event on a service": ('attachedToRef="a"', 'attachedToRef="tell"', "late", "attached",
                                    "“late的名称”只能贴在用户任务、子流程或调用活动上。"),
    "default that is another's": ('id="g" default="f8_g"', 'id="g" default="f1_s"', "g", "default",
                                  "“g的名称”的默认出线“f1_s”不是它自己的出线。"),
    "same id twice": ('id="chase"', 'id="a"', "a", "duplicate_id", "“chase的名称”的编号“a”用了不止一次。"),
    "no id": (' id="chase"', "", "", "no_id", "“chase的名称”没有编号（id）。"),
    "pre-script": ('<spiffworkflow:serviceTaskOperator id="notify"',
                   "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript><spiffworkflow:serviceTaskOperator "
                   'id="notify"', "tell", "script", "“tell的名称”带有前置或后置脚本：图中不运行脚本。"),
    "two pools": ("<bpmn:process", '<bpmn:collaboration id="co"><bpmn:participant id="p1" processRef="p"/>'
                  '<bpmn:participant id="p2"/></bpmn:collaboration><bpmn:process', "p2", "pools",
                  "图中有 2 个泳池：只能有一个，当事人不画。"),
}  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_drawn_wrong_is_named_in_one_sentence(name):
    old, new, element, code, sentence = INSIDE[name]
    drawing = bpmn(FINE).decode()
    assert old in drawing
    assert (element, code, sentence) in refused(drawing.replace(old, new, 1).encode())


LINES = {
    "two ways out of a task": ("a -> g", "a -> g\na -> e2", "a", "ways_out",
                               "“a的名称”有 2 条出线：应当正好一条，要分岔请用网关。"),
    "a task that leads nowhere": ("b -> e3", "", "b", "ways_out",
                                  "“b的名称”有 0 条出线：应当正好一条，要分岔请用网关。"),
    "a box that nothing leads to": ("b -> e3", "b -> e2", "e3", "no_way_in", "“e3的名称”没有入线，永远走不到。"),
    "a way out of an end": ("b -> e3", "b -> e3\ne3 -> b", "f10_e3", "line",
                            "连线“f10_e3”不能进入开始事件或边界事件，也不能从结束事件出来。"),
    "a way into a start": ("b -> e3", "b -> e3\nb -> s", "f10_b", "line", None),
    "a line across scopes": ("b -> e3", "b -> u", "f9_b", "line", None),
    "a line to nowhere": ("b -> e3", "b -> nobody", "f9_b", "line", None),
    "two lines between the same boxes": ("j -> w", "j -> w\nj -> w", "f15_j", "double_line", None),
    "a way without a condition": ('g -> b if "v == 1"', "g -> b", "g", "no_condition",
                                  "“g的名称”到“b”的出线没有条件。"),
    "a condition elsewhere": ("j -> w", 'j -> w if "v == 1"', None, "condition", None),
    "a choice with one way": ("w -> over -> m", "m -> over\nover -> m", "w", "choice",
                              "“w的名称”是事件网关，至少要有两条出线。"),
    "a choice of a task": ("w -> over -> m", "w -> over -> m\nw -> b", "w", "choice",
                           "“w的名称”后面的“b的名称”应当是只由它进入的中间捕获事件。"),
    "a choice of a condition": ("w -> over -> m", "w -> over -> m\nw -> c", "c", "event",
                                "“c的名称”是条件事件，不能用在这里。"),
    "a line to an event subprocess": ("b -> e3", "b -> withdrawn", None, "line", None),
    "an event subprocess without an event": ("start wd msg=withdraw", "start wd", "wd", "event",
                                             "“wd的名称”没有指定等什么：消息、定时或条件。"),
    "a subprocess that waits to begin": ("start ps", "start ps msg=x", "ps", "event",
                                         "“ps的名称”是消息事件，不能用在这里。"),
    "a process that begins by a limit": ("start s\n", "start s due=x\n", "s", "event",
                                         "“s的名称”是定时事件，不能用在这里。"),
    "a catch that waits for nothing": ("catch told msg=told", "catch told", "told", "event",
                                       "“told的名称”没有指定等什么：消息、定时或条件。"),
    "a boundary message that does not interrupt": ("on=a due=x beside", "on=a msg=x beside", "late", "boundary_message",
                                                   "“late的名称”是不中断的边界消息：可以多次发生的事请画成不中断的事件子流程。"),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_lines_and_events_that_do_not_hold_are_named(name):
    old, new, element, code, sentence = LINES[name]
    assert old in FINE
    found = refused(bpmn(FINE.replace(old, new, 1)))
    assert any(
        c == code and (element is None or e == element) and (sentence is None or s == sentence) for e, c, s in found
    ), found


SCOPES = {
    "no start": ("user a\nend e\na -> e", "no_way_in"),
    "no end": ("start s\nuser a\ns -> a -> a", "ends"),
    "two plain starts": ("start s\nstart t\nuser a\nxor m\nend e\ns -> m\nt -> m\nm -> a -> e", "starts"),
    "two starts with one message": ("start s msg=x\nstart t msg=x\nxor m\nuser a\nend e\ns -> m\nt -> m\nm -> a -> e",
                                    "starts"),
    "a call in a circle": ("io in=x out=y\nstart s\ncall k to=p\nend e\ns -> k -> e", "recursion"),
    "nothing at all": ("", "starts"),
    "more boxes than anybody draws": ("start s\nend e\n" + "\n".join(f"user u{n}" for n in range(700)), "too_many"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCOPES)
def test_a_process_that_cannot_run_is_refused(name):
    text, code = SCOPES[name]
    assert code in [found for _, found, _ in refused(bpmn(text))]


def test_a_process_that_is_not_in_the_files_is_named():
    with pytest.raises(DiagramRefused, match="图里没有编号为“q”的流程。"):
        parse("q", {"process.bpmn": bpmn(FINE), "_shared/called.bpmn": CALLED})


def test_a_called_diagram_must_declare_its_data():
    called = bpmn("start cs\nuser cu\nend ce\ncs -> cu -> ce", process="called")
    assert refused(bpmn(FINE), called) == [
        ("k", "io", "“k的名称”调用的流程“called”没有声明进出的数据（ioSpecification 的 inputSet 和 outputSet）。")
    ]


def test_ids_are_unique_over_the_caller_and_the_called():
    called = CALLED.replace(b'"cu"', b'"a"')
    assert ("a", "duplicate_id", "“cu的名称”的编号“a”用了不止一次。") in refused(bpmn(FINE), called)


def test_all_faults_of_a_round_are_told_at_once():
    drawing = bpmn(FINE).replace(b'id="notify"', b'id=""').replace(b'resultVariable="v"', b"")
    assert [code for _, code, _ in refused(drawing)] == ["operation", "operation"]


def test_a_finding_names_its_file():
    called = CALLED.replace(b"bpmn:userTask", b"bpmn:manualTask")
    with pytest.raises(DiagramRefused) as refusal:
        parse("p", {"process.bpmn": bpmn(FINE), "_shared/called.bpmn": called})
    assert [finding.file for finding in refusal.value.findings] == ["_shared/called.bpmn"]
