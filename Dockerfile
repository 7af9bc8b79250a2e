# Tacit in a container (CONTRIBUTING.md, "A container"). DockerfileTest holds what is named here
# against the project; no build of ours runs it.

FROM eclipse-temurin:17-jdk AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN mvn -B -Prelease -DskipTests package \
 && mkdir /opt/tacit \
 && tar -xzf release/target/tacit-*-linux-x86_64.tar.gz -C /opt/tacit --strip-components=1

# The archive has its own Java and font; glibc and libstdc++ are all that it asks of the system.
FROM debian:12-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 tacit
COPY --from=build /opt/tacit /opt/tacit
RUN ln -s /opt/tacit/bin/tacit /usr/local/bin/tacit \
 && mkdir -p /work/runs /work/data /var/cache/tacit \
 && chown -R tacit /work /var/cache/tacit

# As the launcher sets them, for other programs that start in here; TACIT_CACHE is where LibTorch lies.
ENV OPENBLAS_NUM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    OMP_WAIT_POLICY=PASSIVE \
    MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=33554432 \
    MALLOC_TRIM_THRESHOLD_=1073741824 \
    LC_ALL=C.UTF-8 \
    TACIT_CACHE=/var/cache/tacit

USER tacit
WORKDIR /work
# LibTorch is unpacked here and not at each start; any user of the container may use it.
RUN tacit doctor && chmod -R a+rwX /var/cache/tacit

VOLUME ["/work/runs", "/work/data"]
EXPOSE 8642
ENTRYPOINT ["tacit"]
CMD ["--help"]
