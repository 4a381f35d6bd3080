import MAGNumerics
import Testing

@testable import MAGTraining

@Suite("Trainer")
struct TrainerTests {
  @Test("every objective learns the toy problem", arguments: Objective.allCases)
  func run_toy_learns(_ objective: Objective) throws {
    var configuration = Toy.configuration(objective)
    configuration.epochs = 12
    let trainer = try Trainer(configuration, on: Toy.set(count: 200))
    let state = try trainer.run(from: try trainer.start())
    let first = try #require(state.history.first)
    let last = try #require(state.history.last)
    #expect(last.loss < first.loss / 2)
    #expect(last.trainingAccuracy > 0.95)
    #expect(state.history.map(\.epoch) == Array(1...12))
    #expect((last.alignment != nil) == objective.hasPenalty)
  }

  @Test("the manifold term lowers the ratio that plain training leaves")
  func run_manifold_aligns() throws {
    var configuration = Toy.configuration(.manifold)
    configuration.epochs = 12
    func lastAlignment(_ weight: Double) throws -> Double {
      configuration.manifoldWeight = weight
      let trainer = try Trainer(configuration, on: Toy.set(count: 200))
      let state = try trainer.run(from: try trainer.start())
      return try #require(state.history.last?.alignment)
    }
    let weak = try lastAlignment(1e-12)
    let strong = try lastAlignment(1)
    // What exceeds 1 is the off-manifold part; the term must remove most of it.
    #expect(strong - 1 < (weak - 1) / 4)
  }

  @Test(
    "working in coordinates trains the same network up to rounding",
    arguments: [Objective.baseline, .manifold])
  func run_coordinates_equalsImages(_ objective: Objective) throws {
    let configuration = Toy.configuration(objective)
    let short = try Trainer(configuration, on: Toy.set())
    let long = try Trainer(configuration, on: Toy.set(coordinates: false))
    let a = try short.run(from: try short.start()).network.parameters
    let b = try long.run(from: try long.start()).network.parameters
    // Adam divides by the root of the second moment, which magnifies rounding of tiny gradients.
    let difference = zip(a, b).map { abs($0 - $1) }.max() ?? 1
    #expect(difference < 2e-3)
  }

  @Test("1 and 2 threads end with the same bits", arguments: Objective.allCases)
  func run_threads_sameBits(_ objective: Objective) throws {
    let trainer = try Trainer(Toy.configuration(objective), on: Toy.set())
    defer { Parallel.setThreadCount(0) }
    Parallel.setThreadCount(1)
    let one = try trainer.run(from: try trainer.start())
    Parallel.setThreadCount(2)
    let two = try trainer.run(from: try trainer.start())
    #expect(one.network.parameters == two.network.parameters)
    #expect(one.optimizer == two.optimizer)
  }

  @Test("another seed ends with another network")
  func run_seed_matters() throws {
    var configuration = Toy.configuration(.baseline)
    let a = try Trainer(configuration, on: Toy.set())
    configuration.seed = 1
    let b = try Trainer(configuration, on: Toy.set())
    #expect(
      try a.run(from: a.start()).network.parameters != b.run(from: b.start()).network.parameters)
  }

  @Test("the penalty point matters to manifold-robust, and both points learn")
  func run_penaltyPoint_differs() throws {
    var configuration = Toy.configuration(.manifoldRobust)
    configuration.epochs = 8
    let perturbed = try Trainer(configuration, on: Toy.set(count: 200))
    configuration.penaltyPoint = .clean
    let clean = try Trainer(configuration, on: Toy.set(count: 200))
    let a = try perturbed.run(from: perturbed.start())
    let b = try clean.run(from: clean.start())
    #expect(a.network.parameters != b.network.parameters)
    #expect(try #require(b.history.last).trainingAccuracy > 0.9)
  }

  @Test("validation images are watched, not trained on")
  func run_validation_reported() throws {
    let set = Toy.set(count: 120)
    let configuration = Toy.configuration(.baseline)
    let watched = try Trainer(
      configuration, on: set, validation: (set.images.rows(0..<20), Array(set.labels[0..<20])))
    let plain = try Trainer(configuration, on: set)
    let a = try watched.run(from: watched.start())
    let b = try plain.run(from: plain.start())
    #expect(a.network.parameters == b.network.parameters)
    let accuracy = try #require(a.history.last?.validationAccuracy)
    let predictions = a.network.predictions(set.images.rows(0..<20))
    #expect(accuracy == Double(zip(predictions, set.labels).count { $0 == $1 }) / 20)
    #expect(b.history.last?.validationAccuracy == nil)
  }

  @Test("a loss that blows up is an error, not a network of NaN")
  func run_divergence_throws() throws {
    var configuration = Toy.configuration(.baseline)
    configuration.optimizer = .sgd
    configuration.learningRate = 1e30
    let trainer = try Trainer(configuration, on: Toy.set())
    #expect(throws: TrainingFailure.self) { try trainer.run(from: try trainer.start()) }
  }

  @Test("images of another size are refused before training")
  func init_otherPixels_throws() {
    var configuration = Toy.configuration(.baseline)
    configuration.sizes[0] = 39
    #expect(
      throws: TrainingFailure.shape(what: "pixels an image", expected: 39, found: Toy.pixels)
    ) { try Trainer(configuration, on: Toy.set()) }
    #expect(throws: TrainingFailure.self) {
      let set = Toy.set()
      let bare = TrainingSet(
        images: set.images, labels: set.labels, basis: nil, coordinates: nil, digest: "bare")
      return try Trainer(Toy.configuration(.manifold), on: bare)
    }
    #expect(throws: TrainingFailure.self) {
      try Trainer(
        Toy.configuration(.baseline), on: Toy.set(),
        validation: (Matrix(rows: 2, columns: 3), [0, 1]))
    }
    configuration.sizes = [Toy.pixels, 8, 2]
    #expect(throws: TrainingFailure.self) { try Trainer(configuration, on: Toy.set()) }
  }

  @Test("an epoch's order is a permutation that depends on the epoch")
  func order_epoch_isPermutation() throws {
    let trainer = try Trainer(Toy.configuration(.baseline), on: Toy.set())
    #expect(trainer.order(epoch: 0).sorted() == Array(0..<100))
    #expect(trainer.order(epoch: 0) == trainer.order(epoch: 0))
    #expect(trainer.order(epoch: 0) != trainer.order(epoch: 1))
  }
}
