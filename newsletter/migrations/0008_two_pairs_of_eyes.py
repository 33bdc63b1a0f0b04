from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsletter", "0007_approvals_without_approver")]

    operations = [
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'approved'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('approved_content__isnull', False)), _connector='OR'), models.Q(models.Q(('state', 'draft'), _negated=True), models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR')), name='newsletter_newsletterissue_approved_by_somebody', violation_error_message='What is approved names who approved it, and when.'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), ('last_edited_by__isnull', True), models.Q(('approved_by', models.F('last_edited_by')), _negated=True), ('is_stand_in', True), _connector='OR'), name='newsletter_newsletterissue_approved_by_a_second', violation_error_message='Who edited last does not approve.'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(('is_stand_in', False), models.Q(('stand_in_reason', ''), _negated=True), _connector='OR'), name='newsletter_newsletterissue_stand_in_has_reason', violation_error_message='The stand-in rule needs a reason.'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('advertising__in', ['yes', 'no']), _connector='OR'), name='newsletter_issue_approved_with_choice', violation_error_message='Say first whether the issue is advertising.'),
        ),
        migrations.AddConstraint(
            model_name='newsletterissue',
            constraint=models.CheckConstraint(condition=models.Q(('held_at__isnull', True), ('scheduled_at__isnull', False), _connector='OR'), name='newsletter_issue_held_has_hour'),
        ),
    ]
