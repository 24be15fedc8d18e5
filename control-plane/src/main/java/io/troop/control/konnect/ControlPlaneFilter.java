package io.troop.control.konnect;

import io.troop.control.admin.Call;
import io.troop.control.store.ControlPlanes.Tenant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which control planes a list is about, and in which order: `filter[name][contains]=a`,
/// `labels=env:prod`, `sort=created_at desc`. *Immutable.*
record ControlPlaneFilter(Predicate<Tenant> wanted, Comparator<Tenant> order) {

  private static final Map<String, Function<Tenant, String>> FIELDS =
      Map.of(
          "id", tenant -> tenant.id().toString(),
          "name", Tenant::name,
          "cluster_type", tenant -> profile(tenant, "cluster_type"),
          "cloud_gateway", tenant -> profile(tenant, "cloud_gateway"));

  private static final Map<String, Comparator<Tenant>> ORDERS =
      Map.of(
          "name", Comparator.comparing(Tenant::name),
          "id", Comparator.comparing(tenant -> tenant.id().toString()),
          "cluster_type", Comparator.comparing(tenant -> profile(tenant, "cluster_type")),
          "created_at", Comparator.comparing(Tenant::createdAt),
          "updated_at", Comparator.comparing(Tenant::updatedAt));

  private static String profile(Tenant tenant, String name) {
    return String.valueOf(ControlPlaneBody.complete(tenant.profile()).get(name));
  }

  static ControlPlaneFilter of(Call call) {
    Predicate<Tenant> wanted = _ -> true;
    for (Map.Entry<String, List<String>> argument : call.request().query().entrySet()) {
      if (argument.getKey().startsWith("filter[")) {
        wanted = wanted.and(condition(argument.getKey(), argument.getValue().getFirst()));
      }
    }
    for (String label : words(call.argument("labels").orElse(""))) {
      wanted = wanted.and(labelled(label));
    }
    return new ControlPlaneFilter(wanted, order(call.argument("sort").orElse("name")));
  }

  List<Tenant> apply(List<Tenant> all) {
    return all.stream().filter(wanted).sorted(order).toList();
  }

  private static Predicate<Tenant> condition(String argument, String value) {
    List<String> parts =
        words(
            argument
                .substring("filter".length())
                .replace("][", ",")
                .replace("[", "")
                .replace("]", ""));
    Function<Tenant, String> field = parts.isEmpty() ? null : FIELDS.get(parts.getFirst());
    if (field == null) {
      throw Problems.refused(
          400,
          argument + " (expected: a filter of " + FIELDS.keySet().stream().sorted().toList() + ")");
    }
    return switch (parts.size() > 1 ? parts.get(1) : "eq") {
      case "eq" -> tenant -> field.apply(tenant).equals(value);
      case "neq" -> tenant -> !field.apply(tenant).equals(value);
      case "oeq" -> tenant -> words(value).contains(field.apply(tenant));
      case "contains" ->
          tenant ->
              field.apply(tenant).toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
      default -> throw Problems.refused(400, argument + " (expected: eq, neq, oeq or contains)");
    };
  }

  private static Predicate<Tenant> labelled(String label) {
    int colon = label.indexOf(':');
    String key = colon < 0 ? label : label.substring(0, colon);
    return tenant ->
        colon < 0
            ? tenant.labels().containsKey(key)
            : label.substring(colon + 1).equals(tenant.labels().get(key));
  }

  private static Comparator<Tenant> order(String sort) {
    String[] words = sort.trim().split("[ ,]+", -1);
    Comparator<Tenant> order = ORDERS.get(words[0]);
    if (order == null) {
      throw Problems.refused(
          400,
          "sort: '"
              + sort
              + "' (expected: one of "
              + ORDERS.keySet().stream().sorted().toList()
              + ")");
    }
    return words.length > 1 && words[1].equals("desc") ? order.reversed() : order;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
