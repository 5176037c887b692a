"""Reading BPMN files: what a node says of itself, and files from the wild that must never give a trace."""

import pytest

from app.procedures.decision import read_decisions
from app.procedures.drawing import read_drawing
from tests.procedures import folders

TINY = (folders.BASE / "bpmn/tiny/process.bpmn").read_bytes()
BPMN = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'


def nodes():
    return {node.id: node for node in read_drawing("process.bpmn", TINY).nodes}


def test_a_boundary_timer_knows_its_limit_and_its_host():
    late = nodes()["late"]

    assert (late.event, late.limit, late.attached_to, late.interrupting) == ("timer", "total", "decide", False)


def test_what_stands_in_an_event_subprocess_has_its_lane_and_scope():
    start = nodes()["w_start"]

    assert (start.scope, start.lane, start.message, start.interrupting) == ("withdrawn", "desk", "withdraw", True)
    assert nodes()["withdrawn"].kind == "eventSubProcess"


def test_a_service_task_knows_its_operation_and_parameters():
    answer = nodes()["answer"]

    assert (answer.operation, dict(answer.params)) == ("issue_document", {"letter": "'answer'"})


def test_a_called_process_says_what_goes_in_and_out():
    process = read_drawing("h", (folders.BASE / "bpmn/_shared/hand.bpmn").read_bytes()).processes["hand"]

    assert (process.inputs, process.outputs) == (("acceptor",), ("handed",))


def test_a_multi_instance_says_what_it_goes_through_and_what_it_sets():
    many = (
        b"<process id='p'><userTask id='t'><multiInstanceLoopCharacteristics><loopDataInputRef>list</loopDataInputRef>"
        b"<loopDataOutputRef>results</loopDataOutputRef><inputDataItem id='item'/><outputDataItem id='result'/>"
        b"</multiInstanceLoopCharacteristics></userTask></process></definitions>"
    )

    (task,) = read_drawing("m", BPMN + many).nodes

    assert (task.many, task.sets) == ("list", ("item", "result", "results"))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"<", b"<a/>", b"plain text", TINY[:500], b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + BPMN + b"</definitions>", b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"<a>" * 5000, b"<definitions xmlns='x'/>",
    ],
)  # fmt: skip
def test_a_file_that_is_no_drawing_says_so(content):
    for fault in (read_drawing("x.bpmn", content).fault, read_decisions("x.dmn", content).fault):
        assert fault.endswith("。")


@pytest.mark.parametrize(
    "inner",
    [
        b"<process/>", b"<process id='p'><startEvent/></process>",
        b"<process id='p'><!-- nothing --><?pi x?></process>",
        b"<process id='p'><boundaryEvent id='b'><timerEventDefinition/></boundaryEvent></process>",
        b"<process id='p'><userTask id='t'><extensionElements><properties/></extensionElements></userTask></process>",
        b"<process id='p'><laneSet><lane id='l'><flowNodeRef/></lane></laneSet></process>",
        b"<process id='p'><subProcess id='s'><subProcess id='t' triggeredByEvent='true'/></subProcess></process>",
    ],
)  # fmt: skip
def test_a_drawing_with_holes_is_read_as_far_as_it_goes(inner):
    assert read_drawing("x.bpmn", BPMN + inner + b"</definitions>").fault == ""
