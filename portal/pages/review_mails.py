"""Mails about the review of pages: ours instead of Wagtail's, in the queue with all others.

Wagtail writes to the mail server while somebody waits for their page, and a server that refuses it takes the page down.
Who gets a mail stays Wagtail's business: those who may approve (but not whoever asked), then whoever asked.
"""

from wagtail.admin import mail
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from portal.notifications import actions


class QueuedMail:
    """Puts templates/mail/pages/<name> into the queue, once a step and person. For pages; other rows have no review."""

    name: str

    def can_handle(self, instance, **kwargs):
        return super().can_handle(instance, **kwargs) and isinstance(self.content_of(instance), Page)

    def content_of(self, instance):
        return instance.content_object

    def step_of(self, instance) -> int:
        """What tells this decision from the next one about the same page."""
        return instance.pk

    def __call__(self, instance=None, **kwargs):
        if not self.can_handle(instance, **kwargs):
            return False
        context = self.get_context(instance, **kwargs)
        for person in self.get_valid_recipients(instance, **kwargs):
            key = f"{self.name}-{self.step_of(instance)}-{person.pk}"
            actions.send(name=f"pages/{self.name}", person=person, context=context, key=key)
        return True


class ReviewAsked(QueuedMail, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    name = "review-asked"

    def content_of(self, instance):
        return instance.workflow_state.content_object

    def get_context(self, task_state, **kwargs):
        return super().get_context(task_state, **kwargs) | {"author": task_state.workflow_state.requested_by}


class ReviewApproved(QueuedMail, mail.WorkflowStateApprovalEmailNotifier):
    name = "review-approved"


class ReviewRejected(QueuedMail, mail.WorkflowStateRejectionEmailNotifier):
    name = "review-rejected"

    def step_of(self, instance):
        # the same review may be taken up again
        return instance.current_task_state_id

    def get_context(self, workflow_state, **kwargs):
        context = super().get_context(workflow_state, **kwargs)
        return context | {"reviewer": context["task_state"].finished_by}


# Signals hold receivers weakly.
_RECEIVERS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", ReviewAsked()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", ReviewApproved()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", ReviewRejected()),
]


def take_over() -> None:
    """Stand under the names that Wagtail gives its own receivers, whichever of the two is ready first."""
    for signal, sender, name, receiver in _RECEIVERS:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(receiver, sender=sender, dispatch_uid=name)
