package io.troop.routing;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Values by text, found for every beginning of a text: a radix trie that is replaced, never
/// edited. *Immutable and thread-safe.*
///
/// Walk it from [#root] by [Node#next]: each node passed is a beginning of the text.
final class Trie<V> {
  private static final Trie<Object> EMPTY =
      new Trie<>(new Node<>("", 0, null, new char[0], new Node<?>[0]));

  private final Node<V> root;

  private Trie(Node<V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // it holds nothing of any type
  static <V> Trie<V> empty() {
    return (Trie<V>) EMPTY;
  }

  Node<V> root() {
    return root;
  }

  boolean isEmpty() {
    return root.value == null && root.children.length == 0;
  }

  /// The trie in which the value of `key` is what `change` makes of it.
  ///
  /// @param change gets the value so far, null for none, and returns null to remove the key
  Trie<V> changed(String key, UnaryOperator<@Nullable V> change) {
    Node<V> next = root.changed(key, change);
    return new Trie<>(next == null ? Trie.<V>empty().root : next);
  }

  /// A text that some key begins with. *Immutable.*
  static final class Node<V> {
    private final String label;

    /// Chars from the start to the end of the label.
    private final int depth;

    private final @Nullable V value;

    /// The children's first chars, sorted.
    private final char[] firsts;

    private final Node<?>[] children;

    private Node(String label, int depth, @Nullable V value, char[] firsts, Node<?>[] children) {
      this.label = label;
      this.depth = depth;
      this.value = value;
      this.firsts = firsts;
      this.children = children;
    }

    @Nullable V value() {
      return value;
    }

    /// The length of the text that led here.
    int depth() {
      return depth;
    }

    /// The next longer beginning of `text`; null when there is none.
    @Nullable Node<V> next(String text) {
      if (depth == text.length()) {
        return null;
      }
      int index = Arrays.binarySearch(firsts, text.charAt(depth));
      if (index < 0) {
        return null;
      }
      Node<V> child = child(index);
      return text.startsWith(child.label, depth) ? child : null;
    }

    @SuppressWarnings("unchecked") // all children are of this node's type
    private Node<V> child(int index) {
      return (Node<V>) children[index];
    }

    private @Nullable Node<V> changed(String key, UnaryOperator<@Nullable V> change) {
      if (depth == key.length()) {
        return of(label, depth, change.apply(value), firsts, children);
      }
      int index = Arrays.binarySearch(firsts, key.charAt(depth));
      if (index < 0) {
        V made = change.apply(null);
        return made == null ? this : grown(-index - 1, leaf(key, made));
      }
      Node<V> child = child(index);
      int common = common(child.label, key, depth);
      if (common == child.label.length()) {
        return replaced(index, child.changed(key, change));
      }
      V made = change.apply(null);
      return made == null ? this : replaced(index, split(child, common, key, made));
    }

    private Node<V> leaf(String key, V made) {
      return new Node<>(key.substring(depth), key.length(), made, new char[0], new Node<?>[0]);
    }

    /// The child cut in two, so that `key` has a node of its own.
    private Node<V> split(Node<V> child, int common, String key, V made) {
      int middle = depth + common;
      Node<V> lower =
          new Node<>(
              child.label.substring(common),
              child.depth,
              child.value,
              child.firsts,
              child.children);
      Node<V> upper =
          new Node<>(
              child.label.substring(0, common),
              middle,
              null,
              new char[] {lower.label.charAt(0)},
              new Node<?>[] {lower});
      if (middle == key.length()) {
        return new Node<>(upper.label, middle, made, upper.firsts, upper.children);
      }
      int place = key.charAt(middle) < upper.firsts[0] ? 0 : 1;
      return upper.grown(place, upper.leaf(key, made));
    }

    private Node<V> grown(int place, Node<V> child) {
      char[] moreFirsts = new char[firsts.length + 1];
      Node<?>[] moreChildren = new Node<?>[children.length + 1];
      System.arraycopy(firsts, 0, moreFirsts, 0, place);
      System.arraycopy(children, 0, moreChildren, 0, place);
      moreFirsts[place] = child.label.charAt(0);
      moreChildren[place] = child;
      System.arraycopy(firsts, place, moreFirsts, place + 1, firsts.length - place);
      System.arraycopy(children, place, moreChildren, place + 1, children.length - place);
      return new Node<>(label, depth, value, moreFirsts, moreChildren);
    }

    private @Nullable Node<V> replaced(int index, @Nullable Node<V> child) {
      if (child != null) {
        Node<?>[] next = children.clone();
        next[index] = child;
        return new Node<>(label, depth, value, firsts, next);
      }
      char[] fewerFirsts = new char[firsts.length - 1];
      Node<?>[] fewerChildren = new Node<?>[children.length - 1];
      System.arraycopy(firsts, 0, fewerFirsts, 0, index);
      System.arraycopy(children, 0, fewerChildren, 0, index);
      System.arraycopy(firsts, index + 1, fewerFirsts, index, fewerFirsts.length - index);
      System.arraycopy(children, index + 1, fewerChildren, index, fewerChildren.length - index);
      return of(label, depth, value, fewerFirsts, fewerChildren);
    }

    /// A node, joined with its only child when it has no value; null when it leads nowhere.
    private static <V> @Nullable Node<V> of(
        String label, int depth, @Nullable V value, char[] firsts, Node<?>[] children) {
      Node<V> node = new Node<>(label, depth, value, firsts, children);
      if (value != null || children.length > 1 || depth == 0) {
        return node;
      }
      if (children.length == 0) {
        return null;
      }
      Node<V> only = node.child(0);
      return new Node<>(label + only.label, only.depth, only.value, only.firsts, only.children);
    }

    private static int common(String label, String key, int from) {
      int most = Math.min(label.length(), key.length() - from);
      int i = 0;
      while (i < most && label.charAt(i) == key.charAt(from + i)) {
        i++;
      }
      return i;
    }
  }
}
