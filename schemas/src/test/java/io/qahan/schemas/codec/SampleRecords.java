package io.qahan.schemas.codec;

import io.qahan.schemas.avro.AnchorExample;
import io.qahan.schemas.avro.Control;
import io.qahan.schemas.avro.ControlAction;
import io.qahan.schemas.avro.DriftState;
import io.qahan.schemas.avro.ExampleKind;
import io.qahan.schemas.avro.FcHead;
import io.qahan.schemas.avro.Image;
import io.qahan.schemas.avro.ImageEncoding;
import io.qahan.schemas.avro.Label;
import io.qahan.schemas.avro.LabelCandidate;
import io.qahan.schemas.avro.MaskObjective;
import io.qahan.schemas.avro.MaskRequest;
import io.qahan.schemas.avro.MaskResult;
import io.qahan.schemas.avro.MaskedFeatures;
import io.qahan.schemas.avro.ModelRelease;
import io.qahan.schemas.avro.Prediction;
import io.qahan.schemas.avro.RecoveryState;
import io.qahan.schemas.avro.ReleaseCause;
import io.qahan.schemas.avro.RetrainCause;
import io.qahan.schemas.avro.RetrainStage;
import io.qahan.schemas.avro.RetrainStep;
import io.qahan.schemas.avro.ServedPrediction;
import io.qahan.schemas.avro.ServedState;
import io.qahan.schemas.avro.SolveOutcome;
import io.qahan.schemas.avro.SparseFeatures;
import io.qahan.schemas.avro.TrainingExample;
import io.qahan.schemas.avro.TrainingState;
import io.qahan.schemas.topic.Topic;
import io.qahan.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One record of every topic, with every optional field set: what the golden bytes hold. */
final class SampleRecords {
  private static final Instant TIME = Instant.parse("2026-11-23T12:00:00.123Z");

  private static final String VERSION = "cd".repeat(32);

  private SampleRecords() {}

  static Map<Topic<?>, SpecificRecord> all() {
    return Map.ofEntries(
        Map.entry(
            Topics.IMAGES,
            Image.newBuilder()
                .setEncoding(ImageEncoding.RAW)
                .setContent(bytes(0, 127, 255, 3))
                .setShape(List.of(1, 2, 2))
                .setSource("camera")
                .setEventTime(TIME)
                .setLabel(7)
                .build()),
        Map.entry(
            Topics.LABELS,
            Label.newBuilder().setLabel(3).setSource("people").setEventTime(TIME).build()),
        Map.entry(
            Topics.MASK_REQUESTS,
            MaskRequest.newBuilder()
                .setBlocks(LittleEndian.floats(new float[] {1, -2, 0.5f, 0}))
                .setShape(List.of(2, 2))
                .setObjective(MaskObjective.SALIENT)
                .setLambda1(1)
                .setLambda2(0.25)
                .setK(1)
                .setSeed(-42)
                .setCreatedAt(TIME)
                .setDeadline(TIME.plusSeconds(2))
                .setConvVersion("mnist-1")
                .setGreedyMask(bytes(1))
                .setGreedyEnergy(-0.75)
                .setColumns(2)
                .build()),
        Map.entry(
            Topics.MASK_RESULTS,
            MaskResult.newBuilder()
                .setMask(bytes(1))
                .setShape(List.of(2, 2))
                .setKeptValues(LittleEndian.floats(new float[] {1, -2}))
                .setEnergy(-1.5)
                .setAttentionEnergy(5)
                .setLowerBound(-1.75)
                .setGreedyEnergy(-0.75)
                .setSolver("exact")
                .setOutcome(SolveOutcome.FALLBACK)
                .setQueuedMillis(1.25)
                .setSolveMillis(0.5)
                .setConvVersion("mnist-1")
                .setWorker("w1")
                .build()),
        Map.entry(
            Topics.MASKED_FEATURES,
            MaskedFeatures.newBuilder()
                .setFeatures(sparse())
                .setAttentionEnergy(5)
                .setSolver("exact")
                .setDegraded(true)
                .setConvVersion("mnist-1")
                .setEventTime(TIME)
                .setServed(served())
                .setModelVersion(VERSION)
                .setModelRelease(3)
                .build()),
        Map.entry(
            Topics.TRAINING_EXAMPLES,
            TrainingExample.newBuilder()
                .setKind(ExampleKind.EXAMPLE)
                .setImageId("image-1")
                .setFeatures(sparse())
                .setLabel(1)
                .setServed(served())
                .setDegraded(true)
                .setConvVersion("mnist-1")
                .setEventTime(TIME)
                .setLabelTime(TIME.plusSeconds(3))
                .setModelVersion(VERSION)
                .setModelRelease(3)
                .setRevision(2)
                .setPreviousLabel(4)
                .build()),
        Map.entry(
            Topics.PREDICTIONS,
            Prediction.newBuilder()
                .setPredicted(1)
                .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
                .setHeadVersion(12)
                .setHeadHash("ab".repeat(32))
                .setConvVersion("mnist-1")
                .setMask(bytes(1))
                .setMaskShape(List.of(1, 2))
                .setSolver("exact")
                .setOutcome(SolveOutcome.SOLVED)
                .setEnergy(-1.5)
                .setGreedyEnergy(-0.75)
                .setLowerBound(-1.75)
                .setDegraded(false)
                .setDeadlineMet(true)
                .setEventTime(TIME)
                .setPredictedAt(TIME.plusMillis(40))
                .setStageMillis(Map.of("conv", 0.25))
                .setModelVersion(VERSION)
                .build()),
        Map.entry(
            Topics.LABEL_CANDIDATES,
            LabelCandidate.newBuilder()
                .setPredicted(1)
                .setPredictedName("star")
                .setProbability(0.5)
                .setRunnerUp(0)
                .setRunnerUpName("moon")
                .setRunnerUpProbability(0.375)
                .setMargin(0.125)
                .setHeadVersion(12)
                .setModelVersion(VERSION)
                .setPredictedAt(TIME.plusMillis(40))
                .build()),
        Map.entry(Topics.FC_HEADS, head()),
        Map.entry(
            Topics.TRAINING_STATE,
            TrainingState.newBuilder()
                .setNextOffset(640)
                .setControlOffset(2)
                .setConvVersion("mnist-1")
                .setShape(List.of(2, 1))
                .setWeights(LittleEndian.floats(new float[] {1, 2, 3, 4}))
                .setFirstMoment(LittleEndian.floats(new float[] {5, 6, 7, 8}))
                .setSecondMoment(LittleEndian.floats(new float[] {9, 10, 11, 12}))
                .setSteps(20)
                .setAdamSteps(10)
                .setExamples(640)
                .setCorrect(600)
                .setLossSum(123.5)
                .setRecent(LittleEndian.floats(new float[] {0.5f, -2}))
                .setCandidateWindow(LittleEndian.floats(new float[] {0.25f}))
                .setLiveWindow(LittleEndian.floats(new float[] {0.5f}))
                .setLive(head())
                .setFrozen(true)
                .setPinned(9L)
                .setSeed(99)
                .setLastDrift(100L)
                .setMarkOffset(638L)
                .setMarkSha256("ab".repeat(32))
                .setFeatureScale(12.5)
                .setModelVersion(VERSION)
                .setModelRelease(3)
                .setCorrections(7)
                .setRecentImages(List.of("image-1", "image-2"))
                .setRecentProbabilities(LittleEndian.floats(new float[] {0.5f, 0.5f, 0.75f, 0.25f}))
                .setRecovery(
                    RecoveryState.newBuilder()
                        .setAnswers(bytes(0b1101))
                        .setCount(5)
                        .setAlarmed(true)
                        .setImage("image-1")
                        .setBefore(0.75)
                        .setSince(540)
                        .setNext(1000)
                        .setMissed(true)
                        .build())
                .setBoostLeft(40)
                .setDrift(
                    DriftState.newBuilder()
                        .setDetector("adwin")
                        .setExamples(540)
                        .setSince(12)
                        .setMean(0.25)
                        .setRise(7.5)
                        .setFall(1.25)
                        .setWidths(List.of(2, 1))
                        .setErrors(List.of(1, 0))
                        .build())
                .setServed(
                    ServedState.newBuilder()
                        .setClasses(bytes(1, 0, 0, 0, 1, 0, 1, 0))
                        .setLosses(LittleEndian.floats(new float[] {0.5f, 0.25f}))
                        .build())
                .setAnchors(
                    List.of(
                        AnchorExample.newBuilder()
                            .setImage("image-3")
                            .setLabel(1)
                            .setFeatures(sparse())
                            .build()))
                .build()),
        Map.entry(
            Topics.MODELS,
            ModelRelease.newBuilder()
                .setRelease(3)
                .setVersion(VERSION)
                .setPrevious("ef".repeat(32))
                .setFile(bytes(80, 75, 5, 6))
                .setUrl("https://models.example.org/stars.qahan")
                .setSize(4)
                .setSha256("12".repeat(32))
                .setClasses(5)
                .setCause(ReleaseCause.PUSH)
                .setIssuedBy("operator")
                .setReason("better on held-out images")
                .setIssuedAt(TIME)
                .build()),
        Map.entry(
            Topics.RETRAININGS,
            RetrainStep.newBuilder()
                .setRetraining("7d2f")
                .setStage(RetrainStage.PROMOTED)
                .setCause(RetrainCause.DRIFT)
                .setExample(640)
                .setChangedAt("image-1")
                .setImages(20_000)
                .setBefore(2_000)
                .setParent(VERSION)
                .setCandidate("ef".repeat(32))
                .setRelease(4L)
                .setServingAccuracy(0.75)
                .setCandidateAccuracy(0.9375)
                .setChance(0.0078125)
                .setReason("better beyond chance")
                .setIssuedBy("qahan")
                .setIssuedAt(TIME)
                .build()),
        Map.entry(
            Topics.CONTROL,
            Control.newBuilder()
                .setAction(ControlAction.ROLL_BACK)
                .setVersion(11L)
                .setIssuedBy("operator")
                .setReason("accuracy fell")
                .setIssuedAt(TIME)
                .build()));
  }

  /** What the first version's bytes hold: fields that came later have their defaults. */
  static Map<Topic<?>, SpecificRecord> ofFirstVersion() {
    Map<Topic<?>, SpecificRecord> records = new HashMap<>(all());
    records.computeIfPresent(
        Topics.TRAINING_STATE,
        (topic, state) ->
            TrainingState.newBuilder((TrainingState) state)
                .clearLastDrift()
                .clearMarkOffset()
                .clearMarkSha256()
                .clearFeatureScale()
                .clearModelVersion()
                .clearModelRelease()
                .clearCorrections()
                .clearRecentImages()
                .clearRecentProbabilities()
                .clearRecovery()
                .clearBoostLeft()
                .clearDrift()
                .clearServed()
                .clearAnchors()
                .setLive(firstHead())
                .build());
    records.computeIfPresent(
        Topics.MASK_REQUESTS,
        (topic, request) -> MaskRequest.newBuilder((MaskRequest) request).clearColumns().build());
    records.computeIfPresent(
        Topics.PREDICTIONS,
        (topic, answer) -> Prediction.newBuilder((Prediction) answer).clearModelVersion().build());
    records.computeIfPresent(
        Topics.MASKED_FEATURES,
        (topic, features) ->
            MaskedFeatures.newBuilder((MaskedFeatures) features)
                .clearModelVersion()
                .clearModelRelease()
                .build());
    records.computeIfPresent(
        Topics.TRAINING_EXAMPLES,
        (topic, example) ->
            TrainingExample.newBuilder((TrainingExample) example)
                .clearModelVersion()
                .clearModelRelease()
                .clearRevision()
                .clearPreviousLabel()
                .build());
    records.put(Topics.FC_HEADS, firstHead());
    return records;
  }

  private static FcHead head() {
    return FcHead.newBuilder()
        .setVersion(12)
        .setParent(11)
        .setRestoredFrom(9L)
        .setShape(List.of(2, 1))
        .setWeights(LittleEndian.floats(new float[] {1, 2, 3, 4}))
        .setSha256("cd".repeat(32))
        .setConvVersion("mnist-1")
        .setSteps(20)
        .setExamples(640)
        .setPrequentialLoss(0.5)
        .setPrequentialAccuracy(0.9375)
        .setPublishedAt(TIME)
        .setLastDrift(100L)
        .setModelVersion(VERSION)
        .setCorrections(6)
        .build();
  }

  private static FcHead firstHead() {
    return FcHead.newBuilder(head())
        .clearLastDrift()
        .clearModelVersion()
        .clearCorrections()
        .build();
  }

  private static SparseFeatures sparse() {
    return SparseFeatures.newBuilder()
        .setSize(4)
        .setIndices(LittleEndian.ints(new int[] {0, 1}))
        .setValues(LittleEndian.floats(new float[] {1, -2}))
        .build();
  }

  private static ServedPrediction served() {
    return ServedPrediction.newBuilder()
        .setHeadVersion(12)
        .setPredicted(1)
        .setProbabilities(LittleEndian.floats(new float[] {0.25f, 0.75f}))
        .build();
  }

  private static ByteBuffer bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(bytes);
  }
}
