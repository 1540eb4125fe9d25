# The two commands a user needs are `make run` and `make test`; `make help` lists the others.
MVN ?= mvn
ARGS ?=
JAR := target/graft.jar
GRAFT := target/graft
SOURCES := pom.xml $(shell find src/main cuda-kernels -type f)
# Beside the natives that the build left in target/, nothing is unpacked at start. Training makes next to no garbage: a
# small young generation and the serial collector take 30 MB less at the peak than the default.
# The images are kept in it while they are uploaded: HEAP=4g for large sets. What the user's own variables ask of every Java
# about its heap or its collector is heeded: two answers to one question keep it from starting.
HEAP ?= 512m
ASKED := $(JAVA_TOOL_OPTIONS) $(JDK_JAVA_OPTIONS) $(_JAVA_OPTIONS)
HEAP_FLAGS := $(if $(findstring -Xm,$(ASKED))$(findstring HeapSize,$(ASKED))$(findstring RAMPercentage,$(ASKED)),,-Xmx$(HEAP) -Xmn24m)
COLLECTOR := $(if $(filter -XX:+Use%GC,$(ASKED)),,-XX:+UseSerialGC)
JAVA_FLAGS := $(HEAP_FLAGS) $(COLLECTOR) -Dgraft.jcuda.dir=target/jcuda-natives/lib -Dgraft.native.dir=target/native
MAVEN_FLAGS := -B -ntp

BENCHMARKS := benchmarks/target/benchmarks.jar
# Where Maven lays what the build of benchmarks/ takes from this one.
INSTALL := $(MVN) $(MAVEN_FLAGS) -q install -DskipTests

# PyTorch; OpenBLAS' own threads would fight with PyTorch's over the cores.
PEERS := peers/target/lib
PEER_JAVA = OPENBLAS_NUM_THREADS=1 java -Xmx1g -Dorg.bytedeco.javacpp.nopointergc=true -cp 'peers/target/classes:$(PEERS)/*'

.PHONY: all help run info cuda-libs test test-calls test-crash test-threads fuzz mutation test-checked test-gpu test-nvidia test-browser test-peers peer-figures peer-training bench bench-peers gpu-check jar kernels kernel-report profile nsys format clean tools

all: $(GRAFT)

help:
	@echo "make          build $(GRAFT), the command line in one file"
	@echo "make run      train all five networks (ARGS='--epochs 1 --limit 6000' for a short look)"
	@echo "make info     say which device can be used, and what is missing (ARGS='--device gpu')"
	@echo "make cuda-libs  bring cuBLAS, cuDNN and NVRTC for a machine with NVIDIA's driver alone (2 GB; STACK=11, 12 or 13; FROM=FILE or FOLDER: downloaded before)"
	@echo "make test     run all tests"
	@echo "make test-crash  kill processes 200 times, fill the disk at every call, start 20 at once; see what is left (ARGS=-Dgraft.test.seed=2)"
	@echo "make mutation  change the code that needs no device in thousands of small ways, and see that a test fails for each (PARTS='model files')"
	@echo "make test-calls  call the engine from Java at random, 10,000 sequences, and see that no call ends the process or hangs"
	@echo "make test-threads  call the software device from many threads at once, under g++'s sanitizers (ARGS='SCHEDULES=1000 SEED=7')"
	@echo "make fuzz     give every reader of files what a fuzzer makes up, some minutes (ARGS='--readers onnx,idx --seconds 600')"
	@echo "make test-checked  run them with every access of a kernel checked"
	@echo "make test-gpu  run them on the GPU of this machine, but for those of the software device (ARGS=-Dgraft.test.stand-in without one)"
	@echo "make test-nvidia  run what needs NVIDIA's libraries, but no GPU (brings them: 2 GB; STACK=11 or 12)"
	@echo "make test-browser  look at reports in headless Chromium: requests, errors, figures, accessibility"
	@echo "make test-peers  compute the figures that tests are judged by again, in PyTorch and ONNX Runtime (brings them: 164 MB)"
	@echo "make peer-figures  write them anew (docs/peers.md)"
	@echo "make bench    build $(BENCHMARKS) and run it (ARGS='runs --epochs 1', 'steps', 'roofline', 'jmh')"
	@echo "make bench-peers  time PyTorch on the colour networks (ARGS='--network resnet20 --batch 128')"
	@echo "make peer-training  train ResNet-20 in PyTorch on a folder of colour images (DATA=FOLDER EPOCHS=3)"
	@echo "make gpu-check  check the GPU of this machine in minutes: a report, and where it fails gpu-report.zip to send in (ARGS='--device software' without one)"
	@echo "make jar      build $(JAR)"
	@echo "make kernels  build the software device and, where nvcc is found, the GPU kernels"
	@echo "make kernel-report  what each GPU kernel takes of each architecture; needs nvcc"
	@echo "make profile  profile 50 training steps on a GPU with nsys (docs/profiling.md)"
	@echo "make format   format the Java sources"
	@echo "make clean    remove everything that was built"

# All that is missing, in one line with the command that brings it.
tools:
	@sh src/main/native/platform.sh "$$(uname -s)" "$$(uname -m)" "$$(ldd --version 2>&1)" "$$PWD"
	@missing=""; \
	command -v javac >/dev/null || missing="$$missing openjdk-17-jdk-headless"; \
	command -v $(MVN) >/dev/null || missing="$$missing maven"; \
	command -v g++ >/dev/null || missing="$$missing g++"; \
	if [ -n "$$missing" ]; then \
	  echo "graft: tools are missing; install them with: apt-get install$$missing" >&2; exit 1; \
	fi

run: $(GRAFT)
	java $(JAVA_FLAGS) -jar $(JAR) experiment $(ARGS)

info: $(JAR)
	@java $(JAVA_FLAGS) -jar $(JAR) info $(ARGS)

cuda-libs: $(JAR)
	java -jar $(JAR) cuda-libs $(if $(STACK),--stack "$(STACK)") $(if $(FROM),--from "$(FROM)")

test: | tools
	$(MVN) $(MAVEN_FLAGS) test
	$(INSTALL)
	$(MVN) $(MAVEN_FLAGS) -q -f benchmarks/pom.xml test

# All of it takes about a quarter of an hour on two cores.
bench: $(BENCHMARKS)
	@for command in $(if $(ARGS),"$(ARGS)","runs" "steps" "roofline" "jmh"); do \
	  java $(JAVA_FLAGS) -jar $(BENCHMARKS) $$command || exit 1; \
	done

$(BENCHMARKS): $(JAR) benchmarks/pom.xml $(shell find benchmarks/src -type f)
	$(INSTALL)
	$(MVN) $(MAVEN_FLAGS) -q -f benchmarks/pom.xml package -DskipTests
	@touch $@

# make test does a little of each as well; docs/runs.md, "Killed, full, crowded".
test-crash: | tools
	$(MVN) $(MAVEN_FLAGS) test -Dtest=KillTest,KilledWorkTest,FullDiskTest,NoLocksTest,DeviceFromJarTest -Dgraft.test.kills=50 \
	  -Dgraft.test.work.kills=150 -Dgraft.test.full=true -Dgraft.test.jvms=20 $(ARGS)

# A report of each part in target/mutation; docs/testing.md.
PARTS ?= net2net model files exchange torch onnx keras data checkpoint
mutation: | tools
	$(MVN) $(MAVEN_FLAGS) test-compile $(PARTS:%=org.pitest:pitest-maven:mutationCoverage@%) $(ARGS)

# make test tries a few as well. Each call is printed before it runs; the seed of a sequence makes it again.
test-calls: | tools
	$(MVN) $(MAVEN_FLAGS) test -Dtest=RandomCallsTest -Dgraft.test.sequences=10000 $(ARGS)

# A program of its own, without Java; docs/software-device.md.
test-threads: | tools
	@$(MAKE) --no-print-directory -f src/test/native/threads/Makefile $(ARGS)

# make test reads the seeds alone; docs/fuzzing.md.
fuzz: | tools
	$(MVN) $(MAVEN_FLAGS) -q -Pfuzz test-compile exec:exec@fuzz -Dgraft.fuzz.args="$(ARGS)"

# On the software device: bounds, undefined values, alignment and races of the kernels; see docs/software-device.md.
test-checked: | tools
	GRAFT_CHECK=memory,race $(MVN) $(MAVEN_FLAGS) test

# The stand-in is the software device, found and loaded as NVIDIA's libraries are; docs/software-device.md.
test-gpu: | tools
	$(MVN) $(MAVEN_FLAGS) test -Dgraft.test.device=gpu $(ARGS)

gpu-check: $(JAR)
	java $(JAVA_FLAGS) -jar $(JAR) selftest $(if $(findstring --device,$(ARGS)),,--device gpu) $(ARGS)

# Needs no GPU; what compares itself with NVIDIA's libraries, and compiles the kernels with NVIDIA's compiler. Where
# GRAFT_NVIDIA_LIBS does not name the folder of the libraries, they are brought.
nvidia-libs.11 := cuda-11.8-cudnn-8.6
nvidia-libs.12 := cuda-12.6-cudnn-9.5
test-nvidia: STACK ?= 11
test-nvidia: $(if $(GRAFT_NVIDIA_LIBS),tools,cuda-libs)
	@test -n "$(nvidia-libs.$(STACK))" || { echo "graft: STACK=$(STACK): expected 11 or 12" >&2; exit 1; }
	GRAFT_NVIDIA_LIBS="$${GRAFT_NVIDIA_LIBS:-$${XDG_CACHE_HOME:-$$HOME/.cache}/graft/$(nvidia-libs.$(STACK))}" \
	  $(MVN) $(MAVEN_FLAGS) test -Dgroups=nvidia -DexcludedGroups= -Dgraft.test.stack=$(STACK) $(ARGS)

# What comes of it is the page that a reader sees; src/test/java/graft/browser.
CHROMIUM ?= chromium
test-browser: | tools
	@command -v "$(CHROMIUM)" >/dev/null || { echo "graft: $(CHROMIUM) is missing: apt-get install chromium, or name another with CHROMIUM=" >&2; exit 1; }
	$(MVN) $(MAVEN_FLAGS) test -Dgroups=browser -DexcludedGroups= -Dgraft.test.chromium="$(CHROMIUM)" $(ARGS)

# Of its own: nothing of PyTorch is on Graft's class path, and nothing of Graft on this one.
test-peers: | tools
	$(MVN) $(MAVEN_FLAGS) -f peers/pom.xml test

peer-figures: $(PEERS)
	$(PEER_JAVA) graft.peers.GoldenFiles src/test/resources/graft/peers
	$(PEER_JAVA) graft.peers.OnnxFigures src/test/resources/graft/exchange/onnx
	$(PEER_JAVA) graft.peers.ResidualModule src/test/resources/graft/exchange/torch

bench-peers: $(PEERS)
	$(PEER_JAVA) graft.peers.Speed $(ARGS)

# Images in DATA/train/CLASS and DATA/test/CLASS.
peer-training: $(PEERS)
	$(PEER_JAVA) graft.peers.ColourTraining "$(DATA)" $(or $(EPOCHS),3)

$(PEERS): peers/pom.xml $(shell find peers/src/main -type f) | tools
	$(MVN) $(MAVEN_FLAGS) -q -f peers/pom.xml prepare-package -DskipTests
	@touch $@

jar: $(GRAFT)

# Maven writes over a jar that is there, which takes it away from a training that runs from it; one that is removed is not.
$(JAR): $(SOURCES) | tools
	@rm -f $@
	$(MVN) $(MAVEN_FLAGS) -q package -DskipTests
	@touch $@

# The jar behind three lines of shell: a file that can be copied to where commands are. Most commands are short, so the quick
# compiler alone starts them sooner.
$(GRAFT): $(JAR)
	@{ printf '%s\n' '#!/bin/sh' \
	  'case "$$JAVA_TOOL_OPTIONS $$JDK_JAVA_OPTIONS $$_JAVA_OPTIONS" in *-XX:+Use*GC*) gc= ;; *) gc=-XX:+UseSerialGC ;; esac' \
	  'exec java $$gc -XX:TieredStopAtLevel=1 -jar "$$0" "$$@"'; cat $(JAR); } > $@.part
	@chmod +x $@.part && mv $@.part $@

kernels: | tools
	$(MVN) $(MAVEN_FLAGS) -q generate-resources

# Where NVIDIA's packages put it when it is not on the path.
NSYS ?= $(shell command -v nsys || ls -d /usr/local/cuda*/bin/nsys /opt/nvidia/nsight-systems/*/bin/nsys 2>/dev/null | tail -1)

nsys:
	@test -n "$(NSYS)" || { echo "graft: nsys is not installed; install it with: apt-get install cuda-nsight-systems-11-8 (NVIDIA's repository) or nsight-systems (Debian non-free); without a GPU: make run ARGS=\"--trace trace.json\"" >&2; exit 1; }

profile: | nsys
	@$(MAKE) --no-print-directory $(JAR)
	"$(NSYS)" profile --trace=cuda,nvtx,cublas,cudnn --sample=none --cuda-graph-trace=node \
	  --capture-range=cudaProfilerApi --capture-range-end=stop --force-overwrite=true --output=target/graft-steps \
	  java $(JAVA_FLAGS) -jar $(JAR) experiment --device gpu --profile 50 $(ARGS)

kernel-report: kernels
	@command -v nvcc >/dev/null || { echo "graft: nvcc is missing: apt-get install nvidia-cuda-toolkit" >&2; exit 1; }
	@$(MAKE) --no-print-directory -f src/main/native/Makefile kernel-report

format: | tools
	$(MVN) $(MAVEN_FLAGS) -q spotless:apply
	$(MVN) $(MAVEN_FLAGS) -q -f benchmarks/pom.xml spotless:apply

clean:
	rm -rf target benchmarks/target peers/target
