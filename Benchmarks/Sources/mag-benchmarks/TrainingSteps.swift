import MAG

extension Measurement {
  /// One step of `Trainer` as a training run takes it: gather, attack, gradient, Adam.
  ///
  /// The times lie between two of its progress reports, so setting up a run is not in them.
  static func trainingStep(_ objective: Objective) throws -> Measurement {
    let pool = Workload.images(Workload.batch * 64, stream: 3)
    var configuration = TrainingConfiguration(objective)
    configuration.sizes = Workload.sizes
    configuration.batchSize = Workload.batch
    var state = try Trainer(
      configuration, on: pool.trainingSet(0..<Workload.batch)
    ).start()
    var position = 0
    return Measurement(unit: "step") { repetitions in
      let steps = min(repetitions + 1, 64)
      if position + steps > 64 { position = 0 }
      let range = Workload.batch * position..<Workload.batch * (position + steps)
      position += steps
      configuration.epochs = state.epoch + 1
      var marks: [Double] = []
      state = try Trainer(configuration, on: pool.trainingSet(range)).run(
        from: state, progress: { _ in marks.append(Clock.seconds) })
      return zip(marks.dropFirst(), marks).map { $0 - $1 }
    }
  }

  /// The gradient of the baseline objective in all 784 dimensions, without the optimiser: the step
  /// whose share of products is asked for.
  static func unreducedStep() throws -> Measurement {
    let network = try Workload.network()
    let pool = Workload.images(Workload.batch * 16, stream: 3)
    let images = MatrixBuffer<Float>(capacity: Workload.batch * 16, columns: Workload.sizes[0])
    pool.images.withReadView { images.view(rows: images.capacity).copy(from: $0) }
    let pass = ObjectivePass(network, capacity: Workload.batch)
    let gradient = MatrixBuffer<Float>(capacity: 1, columns: network.parameters.count)
    var position = 0
    return .of("step") {
      let range = position * Workload.batch..<(position + 1) * Workload.batch
      position = (position + 1) % 16
      _ = pass.evaluate(
        network, .images(images.view(range)), labels: Array(pool.labels[range]),
        into: gradient.view(rows: 1).elements)
    }
  }
}
