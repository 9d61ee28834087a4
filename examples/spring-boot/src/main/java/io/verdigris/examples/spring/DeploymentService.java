package io.verdigris.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service; the orchestrator comes with the starter. */
@SpringBootApplication
class DeploymentService {
  public static void main(String[] args) {
    SpringApplication.run(DeploymentService.class, args);
  }
}
