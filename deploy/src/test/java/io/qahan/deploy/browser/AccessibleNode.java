package io.qahan.deploy.browser;

import java.util.List;
import java.util.Map;

/**
 * One element as a screen reader has it.
 *
 * @param live how changes are told: {@code polite}, {@code assertive} or empty for not at all
 */
record AccessibleNode(String role, String name, boolean focusable, String live) {

  /** The nodes of an answer of the DevTools protocol, without those that are left out. */
  @SuppressWarnings("unchecked") // as the protocol has it: Accessibility.AXNode
  static List<AccessibleNode> listOf(Map<String, Object> tree) {
    return ((List<Map<String, Object>>) tree.get("nodes"))
        .stream().filter(node -> !(boolean) node.get("ignored")).map(AccessibleNode::of).toList();
  }

  private static AccessibleNode of(Map<String, Object> node) {
    return new AccessibleNode(
        value(node.get("role")),
        value(node.get("name")),
        property(node, "focusable").equals("true"),
        property(node, "live"));
  }

  @SuppressWarnings("unchecked") // Accessibility.AXProperty
  private static String property(Map<String, Object> node, String name) {
    return ((List<Map<String, Object>>) node.getOrDefault("properties", List.of()))
        .stream()
            .filter(property -> property.get("name").equals(name))
            .map(property -> value(property.get("value")))
            .findFirst()
            .orElse("");
  }

  private static String value(Object value) {
    return value instanceof Map<?, ?> map && map.get("value") != null
        ? map.get("value").toString()
        : "";
  }
}
