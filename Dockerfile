# The portal's image: one for web, worker, beat and migrations.
FROM python:3.11-slim-bookworm AS build

RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /portal
COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements.txt
COPY . .
# No secret of the running portal is needed here: nothing is signed and nothing is reached.
RUN export DJANGO_SETTINGS_MODULE=alliance.settings.prod SECRET_KEY=build ALLOWED_HOSTS=build \
        DATABASE_URL=postgres://build REDIS_URL=redis://build \
    && python manage.py compilemessages --verbosity 0 \
    && python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /tmp --no-create-home portal
COPY --from=build /opt/venv /opt/venv
COPY --from=build /portal /portal
WORKDIR /portal
RUN install -d -o portal -g portal var
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    DJANGO_SETTINGS_MODULE=alliance.settings.prod
USER portal
VOLUME /portal/var
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "alliance.wsgi:application", "--bind=0.0.0.0:8000"]
