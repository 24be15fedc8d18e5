package io.troop.control.governance.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads chains from end to end and says whether an entry was changed, added or taken away.
@Component
class Verification {

  private final Ledger ledger;
  private final TransactionTemplate snapshot;

  Verification(Ledger ledger, PlatformTransactionManager transactions) {
    this.ledger = ledger;
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setReadOnly(true);
    this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
  }

  /// An end of a chain that somebody wrote down earlier.
  record Known(String chain, long seq, String hash) {}

  /// What came of one chain.
  ///
  /// @param entries how many were read
  /// @param fault what is wrong first; null for nothing
  record Outcome(Ledger.Ends ends, long entries, @Nullable String fault) {

    Map<String, @Nullable Object> shown() {
      Map<String, @Nullable Object> shown = new LinkedHashMap<>();
      shown.put("chain", ends.name());
      shown.put("valid", fault == null);
      shown.put("fault", fault);
      shown.put("entries", entries);
      shown.put("first", ends.goneSeq() + 1);
      shown.put("last", ends.seq());
      shown.put("hash", HexFormat.of().formatHex(ends.hash()));
      return shown;
    }
  }

  /// Reads all chains.
  ///
  /// @param known ends from earlier that must still be there
  List<Outcome> verify(List<Known> known) {
    return Objects.requireNonNull(
        snapshot.execute(_ -> {
          ledger.hold();
          List<Outcome> outcomes = new ArrayList<>();
          for (Ledger.Ends ends : ledger.chains()) {
            outcomes.add(
                verify(ends, known.stream().filter(k -> k.chain().equals(ends.name())).toList()));
          }
          for (Known missing : known) {
            if (outcomes.stream().noneMatch(o -> o.ends().name().equals(missing.chain()))) {
              Ledger.Ends none =
                  new Ledger.Ends(missing.chain(), 0, Ledger.BEGINNING, 0, Ledger.BEGINNING);
              outcomes.add(new Outcome(none, 0, "the chain is gone"));
            }
          }
          return outcomes;
        }));
  }

  private Outcome verify(Ledger.Ends ends, List<Known> known) {
    Walk walk = new Walk(ends, known);
    ledger.each(ends.name(), ends.goneSeq(), walk::read);
    return new Outcome(ends, walk.entries, walk.end());
  }

  /// One way through a chain.
  private static final class Walk {
    private final Ledger.Ends ends;
    private final List<Known> known;
    private long seq;
    private byte[] hash;
    long entries;
    private @Nullable String fault;

    Walk(Ledger.Ends ends, List<Known> known) {
      this.ends = ends;
      this.known = known;
      this.seq = ends.goneSeq();
      this.hash = ends.goneHash();
    }

    void read(Entry entry) {
      entries++;
      if (fault != null) {
        return;
      }
      if (entry.seq() != seq + 1) {
        fault = "entry " + (seq + 1) + " is missing";
      } else if (!Arrays.equals(entry.hash(), entry.hashAfter(hash))) {
        fault = "entry " + entry.seq() + " was changed, or the one before it";
      }
      seq = entry.seq();
      hash = entry.hash();
      check(entry.seq(), entry.hash());
    }

    private void check(long at, byte[] found) {
      for (Known wanted : known) {
        if (fault == null
            && wanted.seq() == at
            && !wanted.hash().equalsIgnoreCase(HexFormat.of().formatHex(found))) {
          fault = "entry " + at + " is not the one that was known";
        }
      }
    }

    @Nullable String end() {
      if (fault == null && (seq != ends.seq() || !Arrays.equals(hash, ends.hash()))) {
        fault = "entries behind " + seq + " are missing (expected: the last is " + ends.seq() + ")";
      }
      for (Known wanted : known) {
        if (fault == null && wanted.seq() > ends.seq()) {
          fault = "entry " + wanted.seq() + " was known and is missing";
        }
      }
      return fault;
    }
  }
}
