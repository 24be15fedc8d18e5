package io.troop.control.store;

import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.Image;
import io.troop.state.Sealed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// One control plane's line of revisions, in memory: the head for everybody, the index for whoever
/// commits next. All but [#head] and [#queue] needs the [#lock].
final class Line {

  final ReentrantLock lock = new ReentrantLock(true);
  final CommitQueue queue = new CommitQueue();
  private Index index;
  private volatile Heads.Head head;

  Line(EntitySpecs specs, Image image, Sealed sealed) {
    this.index = new Index(specs);
    image.forEach(entity -> index.replace(null, entity));
    this.head = new Heads.Head(image, sealed);
  }

  Heads.Head head() {
    return head;
  }

  long revision() {
    return head.sealed().revision();
  }

  Index index() {
    return index;
  }

  /// Moves the head to a state whose changes the index has seen.
  void advance(Image image, Sealed sealed) {
    head = new Heads.Head(image, sealed);
  }

  /// Moves index and head by the changes of another process.
  ///
  /// @return the changes that made a difference
  List<Change> follow(List<Change> changes, Sealed sealed) {
    List<Change> effective = new ArrayList<>();
    Image image = head.image();
    for (Change change : Change.merged(List.of(), changes)) {
      Entity before = image.get(change.key());
      index.replace(before, change.after());
      effective.add(change);
    }
    head = new Heads.Head(image.apply(effective), sealed);
    return effective;
  }
}
