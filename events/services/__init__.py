"""What can happen to events: announcement, cancellation, programme, consultations."""
