package io.verdigris.hooks.liquibase;

import java.util.function.Predicate;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;

/** Passes over each change set but those that shall run. */
record Chosen(Predicate<ChangeSet> chosen) implements ChangeSetFilter {
  @Override
  public ChangeSetFilterResult accepts(ChangeSet changeSet) {
    return chosen.test(changeSet)
        ? new ChangeSetFilterResult(true, "it is chosen", getClass())
        : new ChangeSetFilterResult(false, "it has run, or is held", getClass());
  }
}
