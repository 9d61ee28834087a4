/**
 * What every extension must hold, as tests to inherit: extend the contract of the interface, give
 * it the extension and something to work on.
 *
 * <pre>{@code
 * class MyVerifierTest extends HealthVerifierContract {
 *   @Override protected HealthVerifier verifier() { return new MyVerifier(); }
 *   @Override protected VerifyRequest healthy() { return ContractFixture.verify("127.0.0.1", 8080, settings); }
 *   @Override protected VerifyRequest sick() { return ContractFixture.verify("127.0.0.1", 8081, settings); }
 * }
 * }</pre>
 */
@NullMarked
package io.verdigris.testkit.contract;

import org.jspecify.annotations.NullMarked;
