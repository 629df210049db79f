"""The upload kit: what the portal asks for, slot by slot (附件提交)."""
