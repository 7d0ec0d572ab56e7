package io.qahan.deploy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Kubernetes' own types, read strictly. */
final class KubernetesTypes {
  private static final Map<String, Class<? extends KubernetesResource>> TYPES =
      Map.of(
          "Namespace", Namespace.class,
          "ConfigMap", ConfigMap.class,
          "Service", Service.class,
          "Deployment", Deployment.class,
          "StatefulSet", StatefulSet.class,
          "PodDisruptionBudget", PodDisruptionBudget.class);

  /** Kinds of operators, whose types are not at hand; other tests look at what they say. */
  private static final Set<String> CUSTOM =
      Set.of("Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "ScaledObject", "PodMonitor");

  /** Refuses fields that the type does not have, which the types would otherwise keep. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .build();

  /** The fields of {@code batch/v1}, whose types are not at hand; a pod's are. */
  private static final Set<String> CRON_JOB_SPEC =
      Set.of(
          "concurrencyPolicy",
          "failedJobsHistoryLimit",
          "jobTemplate",
          "schedule",
          "startingDeadlineSeconds",
          "successfulJobsHistoryLimit",
          "suspend",
          "timeZone");

  private static final Set<String> JOB_SPEC =
      Set.of(
          "activeDeadlineSeconds",
          "backoffLimit",
          "completions",
          "parallelism",
          "podFailurePolicy",
          "suspend",
          "template",
          "ttlSecondsAfterFinished");

  /** The fields of {@code networking.k8s.io/v1}, whose types are not at hand either. */
  private static final Set<String> POLICY_SPEC =
      Set.of("podSelector", "policyTypes", "ingress", "egress");

  private KubernetesTypes() {}

  private static void checkNetworkPolicy(JsonNode object) throws JsonProcessingException {
    assertThat(object.get("apiVersion").asText()).isEqualTo("networking.k8s.io/v1");
    assertThat(STRICT.treeToValue(object.get("metadata"), ObjectMeta.class)).isNotNull();
    JsonNode spec = object.get("spec");
    assertThat(spec.fieldNames()).toIterable().isSubsetOf(POLICY_SPEC);
    assertThat(STRICT.treeToValue(spec.get("podSelector"), LabelSelector.class)).isNotNull();
    for (String way : List.of("ingress", "egress")) {
      for (JsonNode rule : spec.path(way)) {
        String peers = way.equals("ingress") ? "from" : "to";
        assertThat(rule.fieldNames()).toIterable().isSubsetOf(peers, "ports");
        for (JsonNode peer : rule.path(peers)) {
          assertThat(peer.fieldNames())
              .toIterable()
              .isSubsetOf("podSelector", "namespaceSelector", "ipBlock");
        }
        for (JsonNode port : rule.path("ports")) {
          assertThat(port.fieldNames()).toIterable().isSubsetOf("port", "protocol", "endPort");
        }
      }
    }
  }

  private static void checkCronJob(JsonNode object) throws JsonProcessingException {
    JsonNode job = object.at("/spec/jobTemplate");
    assertThat(object.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
    assertThat(object.get("apiVersion").asText()).isEqualTo("batch/v1");
    assertThat(object.get("spec").fieldNames()).toIterable().isSubsetOf(CRON_JOB_SPEC);
    assertThat(job.fieldNames()).toIterable().isSubsetOf("metadata", "spec");
    assertThat(STRICT.treeToValue(object.get("metadata"), ObjectMeta.class)).isNotNull();
    checkJob(job.get("spec"));
  }

  private static void checkJob(JsonNode spec) throws JsonProcessingException {
    assertThat(spec.fieldNames()).toIterable().isSubsetOf(JOB_SPEC);
    assertThat(STRICT.treeToValue(spec.get("template"), PodTemplateSpec.class)).isNotNull();
  }

  /**
   * Reads an object as what it says that it is; those of operators are passed over.
   *
   * @throws JsonProcessingException if it has a field that its type does not know
   */
  static void check(JsonNode object) throws JsonProcessingException {
    String kind = object.get("kind").asText();
    if (kind.equals("CronJob")) {
      checkCronJob(object);
    } else if (kind.equals("ScaledJob")) {
      checkJob(object.at("/spec/jobTargetRef"));
    } else if (kind.equals("NetworkPolicy")) {
      checkNetworkPolicy(object);
    } else if (!CUSTOM.contains(kind)) {
      assertThat(TYPES).containsKey(kind);
      assertThat(STRICT.treeToValue(object, TYPES.get(kind))).isNotNull();
    }
  }
}
