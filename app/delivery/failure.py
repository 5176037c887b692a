"""What is raised when a message did not go out. When to try again is the outbox's business."""


class DeliveryFailed(Exception):
    """Not delivered; `retry` says whether the same message may get through later. Holds no address and no contents."""

    def __init__(self, reason: str, *, retry: bool) -> None:
        super().__init__(reason)
        self.retry = retry
