import Dispatch
import MAGAttack
import MAGNetwork
import MAGNumerics

/// The memory of a training run and the steps of its epochs.
final class TrainingLoop {
  private let trainer: Trainer
  private let configuration: TrainingConfiguration
  private let objective: ObjectivePass<Float>
  private let attack: PGDWorkspace<Float>?
  private let settings: PGD
  private let images: MatrixBuffer<Float>
  private let adversarial: MatrixBuffer<Float>
  private let coordinates: MatrixBuffer<Float>?
  private let basis: MatrixBuffer<Float>?
  private let gradient: MatrixBuffer<Float>
  /// The penalty's own gradient, where it is taken at another point than the loss's.
  private let penaltyGradient: MatrixBuffer<Float>?

  init(_ trainer: Trainer, _ network: Network<Float>) {
    self.trainer = trainer
    configuration = trainer.configuration
    settings = configuration.attack(box: trainer.box)
    let capacity = min(configuration.batchSize, trainer.set.count)
    let adversarialTraining = configuration.objective.isAdversarial
    let coordinateCount = trainer.set.coordinates?.columns
    objective = ObjectivePass(
      network, capacity: capacity,
      basis: configuration.objective.hasPenalty ? trainer.set.basis : nil,
      subspaceDimension: coordinateCount)
    attack = adversarialTraining ? PGDWorkspace(network, capacity: capacity) : nil
    let width = network.inputDimension
    images = MatrixBuffer(capacity: capacity, columns: width)
    adversarial = MatrixBuffer(capacity: adversarialTraining ? capacity : 0, columns: width)
    coordinates = coordinateCount.map { MatrixBuffer(capacity: capacity, columns: $0) }
    basis = trainer.set.basis.map { source in
      let buffer = MatrixBuffer<Float>(capacity: source.rows, columns: source.columns)
      source.withReadView { buffer.view(rows: source.rows).copy(from: $0) }
      return buffer
    }
    gradient = MatrixBuffer(capacity: 1, columns: network.parameters.count)
    penaltyGradient =
      configuration.objective == .manifoldRobust && configuration.penaltyPoint == .clean
      ? MatrixBuffer(capacity: 1, columns: network.parameters.count) : nil
  }

  /// One pass over the training set in the epoch's order; the last batch may be smaller.
  func runEpoch(
    _ state: inout TrainingState, isCancelled: () -> Bool, progress: (TrainingProgress) -> Void
  ) throws -> EpochReport {
    let epoch = state.epoch
    let order = trainer.order(epoch: epoch)
    let batches = (order.count + configuration.batchSize - 1) / configuration.batchSize
    let began = DispatchTime.now().uptimeNanoseconds
    func elapsed() -> Double { Double(DispatchTime.now().uptimeNanoseconds - began) * 1e-9 }
    var total = ObjectiveValue()
    for step in 0..<batches {
      if isCancelled() { throw TrainingFailure.cancelled(epoch: epoch) }
      let first = step * configuration.batchSize
      let indices = Array(order[first..<min(first + configuration.batchSize, order.count)])
      let value = takeStep(&state, indices, epoch: epoch, ofTotal: batches)
      guard value.lossSum.isFinite && value.measureSum.isFinite else {
        throw TrainingFailure.notFinite(epoch: epoch + 1, step: step + 1)
      }
      total += value
      let rate = Double(total.count) / max(elapsed(), 1e-9)
      let imagesLeft = (configuration.epochs - epoch) * order.count - total.count
      progress(
        TrainingProgress(
          epoch: epoch + 1, epochs: configuration.epochs, step: step + 1, stepsPerEpoch: batches,
          meanLoss: total.lossSum / Double(total.count), imagesPerSecond: rate,
          secondsLeft: Double(imagesLeft) / rate))
    }
    // The last step's own effect shows in no loss of this epoch.
    guard state.network.parameters.allSatisfy(\.isFinite) else {
      throw TrainingFailure.notFinite(epoch: epoch + 1, step: batches)
    }
    let seconds = elapsed()
    let defined = total.count - total.undefinedCount
    let penalised = configuration.penalty.map { $0.weight != 0 } ?? false
    return EpochReport(
      epoch: epoch + 1, loss: total.lossSum / Double(total.count),
      alignment: penalised && defined > 0 ? total.measureSum / Double(defined) : nil,
      undefinedCount: total.undefinedCount,
      trainingAccuracy: Double(total.correctCount) / Double(total.count),
      validationAccuracy: validationAccuracy(state.network),
      imagesPerSecond: Double(total.count) / max(seconds, 1e-9), seconds: seconds)
  }

  private func validationAccuracy(_ network: Network<Float>) -> Double? {
    guard let validation = trainer.validation, !validation.labels.isEmpty else { return nil }
    let predictions = network.predictions(validation.images)
    let correct = zip(predictions, validation.labels).count { $0 == $1 }
    return Double(correct) / Double(validation.labels.count)
  }

  private func takeStep(
    _ state: inout TrainingState, _ indices: [Int], epoch: Int, ofTotal batches: Int
  ) -> ObjectiveValue {
    let labels = indices.map { trainer.set.labels[$0] }
    let value = evaluate(state.network, indices, labels, epoch: epoch)
    let rate =
      configuration.learningRate
      * configuration.schedule.factor(
        step: state.optimizer.step, of: configuration.epochs * batches)
    state.optimizer.update(
      &state.network.parameters, gradient: gradient.view(rows: 1).elements,
      kind: configuration.optimizer, rate: rate, momentum: configuration.momentum,
      weightDecay: configuration.weightDecay)
    return value
  }

  private func evaluate(
    _ network: Network<Float>, _ indices: [Int], _ labels: [Int], epoch: Int
  ) -> ObjectiveValue {
    let gradient = gradient.view(rows: 1).elements
    guard let attack else {
      return objective.evaluate(
        network, cleanBatch(indices), labels: labels, penalty: configuration.penalty,
        into: gradient)
    }
    let clean = gatherImages(indices)
    let perturbed = adversarial.view(rows: indices.count)
    let trainer = trainer
    attack.perturb(network, clean: clean, labels: labels, into: perturbed, using: settings) {
      trainer.startStream(epoch: epoch, image: indices[$0])
    }
    guard let penaltyGradient else {
      return objective.evaluate(
        network, .images(perturbed), labels: labels, penalty: configuration.penalty,
        into: gradient)
    }
    var value = objective.evaluate(network, .images(perturbed), labels: labels, into: gradient)
    let other = penaltyGradient.view(rows: 1).elements
    let penalty = objective.evaluate(
      network, cleanBatch(indices), labels: labels, penalty: configuration.penalty, lossWeight: 0,
      into: other)
    Float.addScaled(1, other, into: gradient)
    value.measureSum = penalty.measureSum
    value.undefinedCount = penalty.undefinedCount
    return value
  }

  private func cleanBatch(_ indices: [Int]) -> BatchInput<Float> {
    guard let coordinates, let source = trainer.set.coordinates, let basis else {
      return .images(gatherImages(indices))
    }
    let rows = coordinates.view(rows: indices.count)
    Self.gather(indices, from: source, into: rows)
    return .coordinates(rows, basis: basis.view(rows: basis.capacity))
  }

  private func gatherImages(_ indices: [Int]) -> MatrixView<Float> {
    let rows = images.view(rows: indices.count)
    Self.gather(indices, from: trainer.set.images, into: rows)
    return rows
  }

  private static func gather(
    _ indices: [Int], from source: Matrix<Float>, into target: MatrixView<Float>
  ) {
    source.withReadView { source in
      for (row, index) in indices.enumerated() {
        target.rows(row..<row + 1).copy(from: source.rows(index..<index + 1))
      }
    }
  }
}
