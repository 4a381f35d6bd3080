import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGAttack

/// A classifier on one pixel whose gradient pass may claim what its forward pass denies.
///
/// Class 0 below `boundary`, class 1 above; the gradient of label 0's loss is +1 everywhere. With
/// `alarm` set, the gradient pass calls every iterate above it class 1.
final class ScriptedModel: AttackedModel {
  let inputDimension = 1
  let boundary: Double
  let alarm: Double
  private(set) var gradientRows: [Int] = []
  private(set) var forwardRows: [Int] = []
  private(set) var seen: [Double] = []
  private let logitRows = MatrixBuffer<Double>(capacity: 64, columns: 2)
  private let gradientRowsMemory = MatrixBuffer<Double>(capacity: 64, columns: 1)

  init(boundary: Double, alarm: Double = .infinity) {
    self.boundary = boundary
    self.alarm = alarm
  }

  func gradient(
    of images: MatrixView<Double>, labels: [Int], kind: GradientKind
  ) -> (logits: MatrixView<Double>, gradient: MatrixView<Double>) {
    gradientRows.append(images.rows)
    let gradient = gradientRowsMemory.view(rows: images.rows)
    gradient.fill(1)
    for row in 0..<images.rows { seen.append(images[row, 0]) }
    return (score(images) { $0 > self.alarm || $0 > self.boundary }, gradient)
  }

  func logits(of images: MatrixView<Double>) -> MatrixView<Double> {
    forwardRows.append(images.rows)
    return score(images) { $0 > self.boundary }
  }

  private func score(
    _ images: MatrixView<Double>, _ isOne: (Double) -> Bool
  ) -> MatrixView<Double> {
    let logits = logitRows.view(rows: images.rows)
    for row in 0..<images.rows {
      logits[row, 1] = isOne(images[row, 0]) ? 1 : 0
      logits[row, 0] = 1 - logits[row, 1]
    }
    return logits
  }
}

@Suite("Sweeps without known work") struct SweepTests {
  private func sweep(
    _ model: ScriptedModel, pixels: [Double], epsilons: [Double], rule: CountRule = .any,
    steps: Int = 4, batch: Int, observer: SweepObserver? = nil
  ) throws -> SweepOutcome {
    let subjects = try AttackedImages(
      Matrix(rows: pixels.count, columns: 1, storage: pixels),
      labels: [Int](repeating: 0, count: pixels.count))
    let settings = PGD(threat: ThreatModel(epsilon: 0), steps: steps)
    let sweep = PGDSweep(
      settings, rule: rule, model: model, subjects: subjects, epsilons: epsilons, batch: batch)
    return sweep.run(
      rightWhenClean: pixels.map { $0 <= model.boundary }, observer: observer)
  }

  @Test("survivors take every step at every radius, whatever the batch", arguments: [1, 2, 3, 64])
  func survivors_allRadii_takeEveryStep(_ batch: Int) throws {
    let model = ScriptedModel(boundary: 10)
    let outcome = try sweep(model, pixels: [0, 1, 2, 3, 4], epsilons: [0.5, 1, 2], batch: batch)
    #expect(outcome.broken.allSatisfy { !$0.contains(true) })
    // Four steps at the first radius; at the others the first step's gradient is known.
    #expect(outcome.gradientEvaluations == 5 * (4 + 3 + 3))
    // One forward pass over each last iterate and no other.
    #expect(outcome.forwardEvaluations == 5 * 3)
    // Step 2.5 ε/4: from 0 at ε = 2 the iterates are 0, 1.25, 2, 2.
    if batch == 1 { #expect(model.seen.filter { $0 == 1.25 }.count == 1) }
  }

  @Test("runs of one step share nothing and are judged all the same")
  func oneStep_allRadii_areJudged() throws {
    let model = ScriptedModel(boundary: 0.75)
    let outcome = try sweep(
      model, pixels: [0, -1], epsilons: [0.5, 1, 2], steps: 1, batch: 1)
    #expect(outcome.broken == [[false, false], [true, false], [true, true]])
    #expect(outcome.gradientEvaluations == 2 + 2 + 1)
  }

  @Test("an image leaves as soon as it breaks and is not attacked at larger radii")
  func broken_image_leavesAtOnce() throws {
    // ε = 1: iterates 0, 0.625, 1, 1 | 1 — the boundary at 0.5 is passed by iterate 1.
    let model = ScriptedModel(boundary: 0.5)
    let outcome = try sweep(model, pixels: [0], epsilons: [0.25, 1, 2, 4], batch: 4)
    #expect(outcome.broken == [[false], [true], [true], [true]])
    #expect(outcome.gradientEvaluations == 4 + 1)
    #expect(outcome.forwardEvaluations == 1 + 1)
  }

  @Test("with the last rule every radius is attacked to the end")
  func lastRule_brokenImage_isAttackedAtEachRadius() throws {
    let model = ScriptedModel(boundary: 0.5)
    let outcome = try sweep(model, pixels: [0, -3], epsilons: [0.25, 1, 2], rule: .last, batch: 4)
    #expect(outcome.broken == [[false, false], [true, false], [true, false]])
    // The first two radii start in one batch, before any gradient is known.
    #expect(outcome.gradientEvaluations == 2 * (4 + 4 + 3))
  }

  @Test("a success that the forward pass denies is none, and the attack goes on")
  func deniedSuccess_attack_continues() throws {
    let model = ScriptedModel(boundary: 10, alarm: 0.1)
    let outcome = try sweep(model, pixels: [0, 0.05, -5], epsilons: [1], batch: 2)
    #expect(outcome.broken == [[false, false, false]])
    // Iterates 1, 2 and 3 of two images raise the alarm and are evaluated once more each.
    #expect(outcome.gradientEvaluations == 3 * 4 + 2 * 3)
    #expect(outcome.forwardEvaluations == 3 + 2 * 3)
  }

  @Test("batches stay full while images wait")
  func batches_manyImages_stayFull() throws {
    let model = ScriptedModel(boundary: 40)
    let pixels = (0..<60).map { Double($0) }
    let outcome = try sweep(model, pixels: pixels, epsilons: [1, 2, 4, 8], batch: 8)
    for (level, epsilon) in [1.0, 2, 4, 8].enumerated() {
      #expect(outcome.broken[level] == pixels.map { $0 <= 40 && $0 + epsilon > 40 })
    }
    let full = model.gradientRows.count { $0 == 8 }
    #expect(outcome.gradientEvaluations == model.gradientRows.reduce(0, +))
    // At most the steps of one last radius run in batches that are not full, once a drain.
    #expect(model.gradientRows.count - full <= 12)
    #expect(model.forwardRows.allSatisfy { $0 <= 8 })
  }

  @Test("progress ends at the total and never falls")
  func progress_reports_reachTotal() throws {
    var reports: [SweepProgress] = []
    _ = try sweep(
      ScriptedModel(boundary: 2), pixels: [0, 1, 2, 3], epsilons: [0.5, 1, 2], batch: 2
    ) { reports.append($0) }
    #expect(reports.last?.done == 9 && reports.last?.total == 9)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.done <= $1.done })
  }

  @Test("nothing to attack is no work", arguments: CountRule.allCases)
  func nothingToAttack_sweep_isEmpty(_ rule: CountRule) throws {
    let model = ScriptedModel(boundary: -1)
    let wrong = try sweep(model, pixels: [0, 1], epsilons: [0.5], rule: rule, batch: 2)
    #expect(wrong.broken == [[false, false]] && wrong.gradientEvaluations == 0)
    let noRadius = try sweep(model, pixels: [-3], epsilons: [], rule: rule, batch: 2)
    #expect(noRadius.broken.isEmpty && noRadius.gradientEvaluations == 0)
  }

  @Test("a queue gives tasks back in order, however long it gets")
  func queue_manyTasks_keepsOrder() {
    var queue = TaskQueue()
    for image in 0..<10_000 { queue.append(SweepTask(image: image, level: 0, restart: 0)) }
    for image in 0..<9_000 { #expect(queue.popFirst()?.image == image) }
    queue.append(SweepTask(image: 10_000, level: 0, restart: 0))
    for image in 9_000...10_000 { #expect(queue.popFirst()?.image == image) }
    #expect(queue.popFirst() == nil && queue.isEmpty)
  }
}
