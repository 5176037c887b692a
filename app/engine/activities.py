"""What a token does where work is handed on: operations, decision tables, subprocesses and called diagrams."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import CallActivity, ServiceTask, SubWorkflowTask

from app.domain.expressions import Expression, evaluate
from app.engine.decisions import Table
from app.engine.plain import check_value
from app.engine.running import STARTED, Scope, Token, key_of, running
from app.engine.specs import Plain
from app.engine.values import Effect, StepFailed

ASK = "ask."


class Operation(Plain, ServiceTask):  # type: ignore[misc]
    """Asks through the port, or leaves an effect. In 3.2.0 any failure of a service comes out as NameError 'script'."""

    operation = ""
    result = ""
    params: tuple[tuple[str, Expression], ...] = ()

    def _run_hook(self, token: Token) -> bool:
        case, data = token.workflow.top_workflow, token.data
        params = {name: evaluate(text, data, {"running": running(token)}) for name, text in self.params}
        if self.operation.startswith(ASK):
            answer = _answer(case, self.operation, params)
            check_value(self.node.id, self.result, answer)
            token.put({self.result: answer})
        else:
            case.effects.append(Effect(self.operation, self.node.id, key_of(token), params, dict(data)))
        return True


def _answer(case: Any, operation: str, params: dict[str, object]) -> object:
    try:
        return case.ask(operation, params)
    except Exception as fault:
        case.port_fault = fault
        raise


class DecisionTask(Plain, BpmnTaskSpec):  # type: ignore[misc]
    table: Table

    def _run_hook(self, token: Token) -> bool:
        token.put(self.table.decide(self.node.id, token.data))
        return True


class Sub(Plain, SubWorkflowTask):  # type: ignore[misc]
    """An embedded subprocess."""

    at_any_time = False

    def _update_hook(self, token: Token) -> bool | None:
        inner = token.workflow.top_workflow.create_subprocess(token, self.spec)
        inner.data = token.workflow.data if self.shares(token) else self.data_in(token, inner.spec)
        token._set_state(STARTED)
        inner.plant()
        inner.enter(inner.spec.doors[0])
        return None

    def shares(self, token: Token) -> bool:
        """The data inside are those around it. A copy would come back at the end and write its old values over what
        other branches have set meanwhile. Instances, and what runs at any time, have a copy of their own.
        """
        return token.own is None and not self.at_any_time

    def data_in(self, token: Token, spec: Any) -> dict[str, object]:
        return {**token.data}

    def take_back(self, token: Token, inner: Scope) -> None:
        # What runs beside the main flow at any time gives nothing back: the main flow asks.
        if not self.at_any_time:
            token.put(inner.data)

    def _on_cancel(self, token: Token) -> None:
        token.workflow.top_workflow.drop_subprocess(token)


class Call(Sub, CallActivity):  # type: ignore[misc]
    """A called diagram: only what it declares goes in and out. In 3.2.0 all goes in by reference when it forgets to."""

    def shares(self, token: Token) -> bool:
        return False

    def data_in(self, token: Token, spec: Any) -> dict[str, object]:
        data = token.data
        missing = [name for name in spec.inputs if name not in data]
        if missing:
            raise StepFailed(self.node.id, f"调用“{self.spec}”缺少数据：{'、'.join(missing)}。")
        return {name: data[name] for name in spec.inputs}

    def take_back(self, token: Token, inner: Scope) -> None:
        token.put({name: inner.data[name] for name in inner.spec.outputs if name in inner.data})
