# docker compose build   (or: docker build -t wirebell .)
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
ENV UV_PROJECT_ENVIRONMENT=/opt/wirebell \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1
RUN ["pip", "install", "--no-cache-dir", "--disable-pip-version-check", "uv>=0.9,<1"]
WORKDIR /src
# The parts first: they change less often than the code.
COPY pyproject.toml uv.lock ./
RUN ["uv", "sync", "--frozen", "--no-dev", "--extra", "postgres", "--no-install-project"]
COPY README.md LICENSE ./
COPY config ./config
COPY migrations ./migrations
COPY worker ./worker
RUN ["uv", "sync", "--frozen", "--no-dev", "--extra", "postgres", "--no-editable"]
# Empty folders for the last stage to own; it has no need of a shell.
RUN ["mkdir", "-p", "/empty/config", "/empty/data"]

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="wirebell" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/wirebell /opt/wirebell
# 10001: a fixed uid, so that volumes keep their owner from image to image.
COPY --from=build --chown=10001:10001 /empty /wirebell
ENV PATH=/opt/wirebell/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WIREBELL_CACHE=/wirebell/data/cache \
    WIREBELL_CONFIG=/wirebell/config/wirebell.yaml
USER 10001:10001
WORKDIR /wirebell
VOLUME ["/wirebell/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["wirebell", "healthcheck"]
ENTRYPOINT ["wirebell"]
CMD ["run"]
