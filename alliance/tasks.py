from celery import shared_task


@shared_task(ignore_result=True)
def run_job(job_id: int) -> None:
    from alliance import jobs

    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    from alliance import jobs

    jobs.sweep()
