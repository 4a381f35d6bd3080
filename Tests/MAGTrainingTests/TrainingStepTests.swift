import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGTraining

/// Whole runs against sums written out in Double, and what a run says on its way.
@Suite("Steps of training") struct TrainingStepTests {
  /// Five images of three pixels in two classes, far too few for the batches of two.
  private let images: [[Double]] = [
    [1, 0, 0.5], [0, 1, -0.5], [0.25, -1, 2], [-1, 0.5, 0], [0.75, 0.75, 1],
  ]
  private let labels = [0, 1, 1, 0, 1]

  private func trainer(_ schedule: Schedule) throws -> Trainer {
    var configuration = TrainingConfiguration(.baseline)
    configuration.sizes = [3, 2]
    (configuration.epochs, configuration.batchSize) = (2, 2)
    (configuration.optimizer, configuration.momentum) = (.sgd, 0.5)
    (configuration.learningRate, configuration.weightDecay) = (0.3, 0.1)
    configuration.schedule = schedule
    let set = TrainingSet(
      images: Matrix(rows: 5, columns: 3, storage: images.joined().map { Float($0) }),
      labels: labels, basis: nil, coordinates: nil, digest: "five")
    return try Trainer(configuration, on: set)
  }

  /// The class probabilities of one image; θ holds W [2, 3] and then b [2].
  private func probabilities(_ theta: [Double], _ x: [Double]) -> [Double] {
    let powers = (0..<2).map { c in
      exp(theta[6 + c] + x.indices.reduce(0) { $0 + theta[3 * c + $1] * x[$1] })
    }
    return powers.map { $0 / (powers[0] + powers[1]) }
  }

  @Test(
    "softmax regression follows its formulas: batch means, the last batch's too, and the schedule",
    arguments: Schedule.allCases)
  func run_softmaxRegression_matchesFormula(_ schedule: Schedule) throws {
    let trainer = try trainer(schedule)
    let start = try trainer.start()
    let state = try trainer.run(from: start)
    var theta = start.network.parameters.map { Double($0) }
    var velocity = [Double](repeating: 0, count: 8)
    var losses: [Double] = []
    for epoch in 0..<2 {
      let order = trainer.order(epoch: epoch)
      var loss = 0.0
      for (step, batch) in [order[0..<2], order[2..<4], order[4..<5]].enumerated() {
        var gradient = [Double](repeating: 0, count: 8)
        for image in batch {
          let p = probabilities(theta, images[image])
          loss -= log(p[labels[image]])
          for c in 0..<2 {
            let error = (p[c] - (labels[image] == c ? 1 : 0)) / Double(batch.count)
            for j in 0..<3 { gradient[3 * c + j] += error * images[image][j] }
            gradient[6 + c] += error
          }
        }
        let done = Double(3 * epoch + step)
        let rate = schedule == .constant ? 0.3 : 0.3 * (1 + cos(.pi * done / 6)) / 2
        for k in 0..<8 {
          velocity[k] = 0.5 * velocity[k] + gradient[k] + 0.1 * theta[k]
          theta[k] -= rate * velocity[k]
        }
      }
      losses.append(loss / 5)
    }
    // Six float32 steps of numbers near 1.
    for (found, expected) in zip(state.network.parameters, theta) {
      #expect(abs(Double(found) - expected) < 2e-6)
    }
    for (report, loss) in zip(state.history, losses) { #expect(abs(report.loss - loss) < 2e-6) }
  }

  @Test("progress counts the steps of each epoch, and its last loss is the epoch's")
  func run_progress_countsSteps() throws {
    let trainer = try Trainer(Toy.configuration(.manifold), on: Toy.set())
    var seen: [TrainingProgress] = []
    let state = try trainer.run(from: trainer.start(), progress: { seen.append($0) })
    #expect(seen.map(\.step) == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
    #expect(seen.map(\.epoch) == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3])
    #expect(seen.filter { $0.step == 4 }.map(\.meanLoss) == state.history.map(\.loss))
    #expect(seen.last?.secondsLeft == 0)
    #expect(seen.dropLast().allSatisfy { $0.secondsLeft > 0 && $0.stepsPerEpoch == 4 })
  }

  @Test("a run that is stopped at once says that nothing was done, and after an epoch that one was")
  func run_cancelled_namesEpochs() throws {
    let trainer = try Trainer(Toy.configuration(.baseline), on: Toy.set())
    #expect(throws: TrainingFailure.cancelled(epoch: 0)) {
      try trainer.run(from: trainer.start(), isCancelled: { true })
    }
    let counter = Counter()
    let failure = #expect(throws: TrainingFailure.cancelled(epoch: 1)) {
      try trainer.run(from: trainer.start(), isCancelled: { counter.next() > 4 })
    }
    #expect(failure?.description.contains("1 finished epoch is saved") == true)
  }

  @Test("a batch larger than the set is one step of all images")
  func run_hugeBatch_isOneStep() throws {
    var configuration = Toy.configuration(.baseline)
    (configuration.epochs, configuration.batchSize) = (1, 100)
    let exact = try Trainer(configuration, on: Toy.set())
    configuration.batchSize = 5000
    let huge = try Trainer(configuration, on: Toy.set())
    let a = try exact.run(from: exact.start())
    let b = try huge.run(from: huge.start())
    #expect(a.optimizer.step == 1 && b.optimizer.step == 1)
    #expect(a.network.parameters == b.network.parameters)
  }

  @Test("coordinates are kept only where they are much shorter than images")
  func set_longCoordinates_areDropped() {
    let set = Toy.set()
    #expect(set.coordinates?.columns == Toy.components)
    let wide = TrainingSet(
      images: set.images, labels: set.labels, basis: set.images.rows(0..<12),
      coordinates: Matrix(rows: set.count, columns: 12), digest: "wide")
    #expect(wide.coordinates == nil && wide.basis?.rows == 12)
  }

  private final class Counter {
    private var count = 0
    func next() -> Int {
      count += 1
      return count
    }
  }
}
