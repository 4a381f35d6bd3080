import MAG

extension Measurement {
  /// All crossings of 1 000 lines between images, exactly, with both factors of each angle.
  ///
  /// The network is trained for 192 steps first: a random one has fewer classes and crossings.
  static func crossings() throws -> Measurement {
    let training = Workload.images(Workload.batch * 64, stream: 3)
    var configuration = TrainingConfiguration(.baseline)
    configuration.epochs = 3
    let trainer = try Trainer(configuration, on: training.trainingSet(0..<training.labels.count))
    let network = try trainer.run(from: try trainer.start()).network
    let pool = Workload.images(Workload.lines + 1, stream: 6)
    let path = try ExactPath(PiecewiseNetwork(network), basis: pool.basis)
    let starts = pool.exact.rows(0..<Workload.lines)
    let ends = pool.exact.rows(1..<Workload.lines + 1)
    var found: [LinePath] = []
    var measurement = Measurement.of("line", units: Workload.lines) {
      found = try path.paths(from: starts, to: ends)
    }
    measurement.details = {
      let lines = Double(max(1, found.count))
      return [
        "pieces_per_line": Double(found.reduce(0) { $0 + ($1.pieces ?? 0) }) / lines,
        "crossings_per_line": Double(found.reduce(0) { $0 + $1.crossings.count }) / lines,
      ]
    }
    return measurement
  }

  /// The default manifold of 60 000 images: 28 components of the uncentred second moment.
  static func principalComponents() throws -> Measurement {
    let count = Workload.principalImages
    let set = ImageSet(
      bytes: Workload.imageBytes(count), labels: (0..<count).map { $0 % 10 }, height: 28,
      width: 28)
    return .of("60 000 x 784") { _ = try Manifold.fit(set) }
  }
}
