# What ./demo, ./simulate, ./campaign and ./measure have in common; sourced in the project's directory.
# JAVA_HOME is the Java to use; else the one on the PATH.

# Tells whether the module's jar is there and newer than all that it is made of.
built() {
  jar=$(find "$module/target" -maxdepth 1 -name "verdigris-$module-*.jar" ! -name '*-sources.jar' 2>/dev/null)
  [ -n "$jar" ] && [ -d "$module/target/lib" ] &&
    [ -z "$(find pom.xml ./*/pom.xml ./*/src/main -type f -newer "$jar" | head -n 1)" ]
}

# launch NAME MODULE: finds Java, and builds the module unless that was done; leaves $java and $classpath.
launch() {
  name=$1
  module=$2
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || {
    echo "$name: no Java at '$java'; install a JDK, 17 or later, or set JAVA_HOME" >&2
    exit 1
  }

  built || {
    command -v mvn >/dev/null || {
      echo "$name: no 'mvn' on the PATH; install Maven, 3.8 or later" >&2
      exit 1
    }
    echo "Building what is missing; the first time takes some minutes ..."
    log=$module/target/$name-build.log
    mkdir -p "$module/target"
    mvn -B -Dstyle.color=never -Dmaven.test.skip=true -pl "$module" -am package >"$log" 2>&1 || {
      grep ERROR "$log" >&2 || tail -n 20 "$log" >&2
      echo "$name: the build failed; all of it is in $log" >&2
      exit 1
    }
    built || touch "$jar" # sources that change nothing leave the jar as it is
  }
  classpath="$jar:$module/target/lib/*"
}
