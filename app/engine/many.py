"""Multi-instance: one token for each item of a list, at once or one after another. Results in the order of the list."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask

from app.engine.running import READY, STARTED, Token
from app.engine.specs import Plain
from app.engine.values import StepFailed


class ManyTimes(Plain, ParallelMultiInstanceTask):  # type: ignore[misc]
    """May run again in a loop, gives back its list of results and nothing else, and a path that never set a result
    gives None. In 3.2.0 the second round raises, as does the missing result, and without a list of results the
    instances overwrite each other in the data around them.
    """

    instance: Any
    items = item = output = output_item = ""
    sequential = False

    def _update_hook(self, token: Token) -> bool | None:
        items = token.data.get(self.items)
        if not isinstance(items, list):
            raise StepFailed(self.name, f"“{self.items}”应当是一个列表，“{self.name}”才能逐项办理。")
        token.internal_data.update(items=items, results=[None] * len(items), begun=0, done=0)
        if not items:
            self.finish(token)
            return True
        token._set_state(STARTED)
        for _ in items[:1] if self.sequential else items:
            self.begin_next(token)
        return None

    def begin_next(self, token: Token) -> None:
        index = token.internal_data["begun"]
        token.internal_data["begun"] = index + 1
        child = token._add_child(self.instance)
        child.internal_data["key"] = index
        child.own = {self.item: token.internal_data["items"][index]}
        self.instance._update(child)

    def child_done(self, token: Token, child: Token) -> None:
        if child.task_spec is not self.instance:
            return
        marks = token.internal_data
        marks["results"][child.internal_data["key"]] = child.own.get(self.output_item) if child.own else None
        marks["done"] += 1
        if marks["done"] == len(marks["items"]):
            self.finish(token)
            token._set_state(READY)
        elif self.sequential:
            self.begin_next(token)

    def finish(self, token: Token) -> None:
        results = token.internal_data.pop("results")
        if self.output:
            token.put({self.output: results})
