import Foundation
import MAGAttack
import MAGFiles
import MAGGeometry
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("The film of an attack") struct FilmTests {
  /// Logits (0, 4 x₀ + b, −100) with b such that image 0, of class 0, has the margin 0.2: the attack
  /// moves its first pixel alone, head-on.
  private func linear() throws -> (Network<Float>, MeasurementSet) {
    let images = try Toy.measured(.raw)
    let weight = [Float](repeating: 0, count: 16)
    let network = try Toy.linear(
      [weight, [4] + weight.dropFirst(), weight],
      bias: [0, -0.2 - 4 * images.images[0, 0], -100])
    return (network, images)
  }

  private func film(
    _ network: Network<Float>, _ images: MeasurementSet, _ settings: FilmSettings
  ) throws -> Film {
    try Measure.film(
      of: network, exact: Network<Double>(network), on: images, settings: settings, box: .none)
  }

  private func settings(_ change: (inout FilmSettings) -> Void = { _ in }) -> FilmSettings {
    var settings = FilmSettings()
    (settings.steps, settings.stepSize) = (4, 0.0625)
    change(&settings)
    return settings
  }

  /// Pixels are single precision, and the margin is four times as steep.
  static let tolerance = 1e-5

  @Test("on a linear network every number is that by hand")
  func film_linearNetwork_isByHand() throws {
    let (network, images) = try linear()
    let film = try film(network, images, settings())
    #expect(film.method == .exact && film.label == 0 && film.target == nil && film.isReached)
    #expect(film.startClass == 0 && film.endClass == 1 && film.stepSize == 0.0625)
    #expect(abs(film.length - 0.1) < Self.tolerance && film.pieces == 2)
    #expect(film.points.map(\.step) == [nil, 1, 2, 3, 4])
    #expect(film.points.map(\.position) == [0, 1, 2, 3, 4])
    #expect(film.points.map(\.predictedClass) == [0, 1, 1, 1, 1])
    for (point, margin) in zip(film.points, [0.2, -0.05, -0.2, -0.2, -0.2]) {
      #expect(abs(point.margin - margin) < Self.tolerance)
      // Two classes matter: −log p₀ = log(1 + e^(−margin)).
      #expect(abs(point.loss - log1p(exp(-margin))) < Self.tolerance)
      #expect(point.targetMargin == nil && point.targetLoss == nil)
    }
    #expect(film.points[0].perturbation.onManifoldShare == nil && film.points[0].leg == nil)
    let legs = film.points.compactMap(\.leg)
    #expect(legs.map(\.status) == [.walked, .walked, .identicalEnds, .identicalEnds])
    #expect(legs[2].move.onManifoldShare == nil && legs[2].move.l2 == 0)
    // P e₀ has the squared length Σ W_k0².
    let basis = images.manifold.basis
    let share = (0..<basis.rows).reduce(0) { $0 + basis[$1, 0] * basis[$1, 0] }
    let last = film.points[4].perturbation
    #expect(abs((last.onManifoldShare ?? .nan) - share) < 1e-9)
    #expect(abs((last.offManifoldShare ?? .nan) - (1 - share)) < 1e-9)
    #expect(abs(last.linf - 0.1) < Self.tolerance && abs(last.l2 - 0.1) < Self.tolerance)
    let change = try #require(film.changes.first)
    #expect(film.changes.count == 1 && change.step == 1 && !change.isAtIterate)
    #expect(abs(change.crossing.t - 0.8) < 1e-4 && change.position == change.crossing.t)
    #expect(abs(change.arcLength - 0.05) < Self.tolerance)
    #expect(abs((change.crossing.angleDegrees ?? 0) - 90) < 1e-4)
    #expect(film.margins.position.count == 4 * 8 + 2 && film.margins.target == nil)
    let place = try #require(film.margins.position.firstIndex(of: change.position))
    #expect(abs(film.margins.margin[place]) < 1e-12)
  }

  @Test("a targeted attack adds the target's margin and loss")
  func film_targeted_hasTargetMargin() throws {
    let (network, images) = try linear()
    let film = try film(network, images, settings { $0.to = 1 })
    #expect(film.target == 1 && film.isReached)
    for point in film.points {
      // With two classes that matter the margins are opposite.
      #expect(abs((point.targetMargin ?? .nan) + point.margin) < 1e-12)
      #expect(abs((point.targetLoss ?? .nan) - log1p(exp(point.margin))) < 1e-9)
    }
    let away = try self.film(network, images, settings { $0.to = 2 })
    // Class 2 is 100 behind and no gradient leads there but away from class 1.
    #expect(!away.isReached && away.changes.isEmpty)
  }

  @Test("the last point is PGD's own result, and every class follows from the changes")
  func film_randomNetwork_isConsistent() throws {
    let images = try Toy.measured()
    let network = try Toy.network()
    var seen = 0
    for index in 0..<12 {
      let settings = settings {
        ($0.index, $0.epsilon, $0.steps) = (index, 0.4, 9)
        ($0.start, $0.stepSize) = (index % 2 == 0 ? .none : .uniform, nil)
      }
      let film = try film(network, images, settings)
      let attack = PGD(
        threat: ThreatModel(epsilon: 0.4), steps: 9, start: settings.start)
      let result = try attack.adversarials(of: network, on: images.subjects(at: [index]))
      let points = film.trajectory.points
      #expect(points.rows(at: [points.rows - 1]) == result)
      #expect(film.points.count == points.rows)
      #expect(film.points[0].position == (index % 2 == 0 ? 0 : -1))
      #expect(film.points[film.points.count - 1].position == 9)
      for point in film.points {
        let before = film.changes.last { $0.position < point.position }
        #expect(point.predictedClass == before?.crossing.toClass ?? film.startClass)
        #expect((point.margin > 0) == (point.predictedClass == film.label))
      }
      for change in film.changes {
        let place = try #require(film.margins.position.firstIndex(of: change.position))
        let isLabels = [change.crossing.fromClass, change.crossing.toClass].contains(film.label)
        #expect((abs(film.margins.margin[place]) < 1e-9) == isLabels)
        seen += 1
      }
      #expect(film.margins.position == film.margins.position.sorted())
    }
    #expect(seen > 3)
  }

  @Test("of several runs the one furthest past its aim is shown")
  func film_restarts_showsBestRun() throws {
    let images = try Toy.measured()
    let network = try Toy.network()
    let settings = settings {
      ($0.epsilon, $0.steps, $0.stepSize) = (0.3, 3, nil)
      ($0.start, $0.restarts, $0.index) = (.uniform, 6, 3)
    }
    let film = try film(network, images, settings)
    let attack = PGD(
      threat: ThreatModel(epsilon: 0.3), steps: 3, start: .uniform, restarts: 6)
    let subject = try images.subjects(at: [3])
    let margins = try (0..<6).map { restart in
      let points = try attack.trajectory(of: network, on: subject, restart: restart).points
      let logits = Network<Double>(network).logits(Matrix<Double>(points))
      let values = Array(logits.row(points.rows - 1))
      let others = values.indices.filter { $0 != film.label }.map { values[$0] }
      return values[film.label] - (others.max() ?? 0)
    }
    #expect(margins[film.restart] == margins.min())
    #expect(film.points[film.points.count - 1].margin == margins.min())
  }

  @Test("margins of a long film, computed in several passes, are those of its points")
  func film_manySteps_hasEveryMargin() throws {
    let (network, images) = try linear()
    let film = try film(
      network, images, settings { ($0.steps, $0.stepSize, $0.epsilon, $0.to) = (300, 0.001, 1, 1) })
    let margins = film.margins
    #expect(margins.position.count > 2400 && margins.position.count == margins.margin.count)
    #expect(margins.target?.count == margins.margin.count)
    for point in film.points {
      let place = try #require(margins.position.firstIndex(of: point.position))
      #expect(abs(margins.margin[place] - point.margin) < 1e-12)
      #expect(abs((margins.target?[place] ?? .nan) - (point.targetMargin ?? .nan)) < 1e-12)
    }
  }

  @Test("an attack that may not move stands still, without shares, and has no change")
  func film_radiusZero_standsStill() throws {
    let (network, images) = try linear()
    let film = try film(network, images, settings { ($0.epsilon, $0.stepSize) = (0, nil) })
    #expect(film.changes.isEmpty && film.length == 0 && !film.isReached && film.pieces == 0)
    #expect(film.points.allSatisfy { $0.perturbation.onManifoldShare == nil })
    #expect(film.points.dropFirst().allSatisfy { $0.leg?.status == .identicalEnds })
    #expect(Set(film.margins.margin).count == 1)
  }

  @Test("a smooth network is sampled and says so, unless the exact method was asked for")
  func film_smoothNetwork_isSampled() throws {
    let images = try Toy.measured()
    let network = try Toy.network(activation: .tanh)
    let settings = settings { ($0.epsilon, $0.stepSize, $0.index) = (0.5, nil, 4) }
    let film = try film(network, images, settings)
    #expect(film.method == .sampled && film.pieces == nil)
    #expect(film.points.allSatisfy { $0.leg?.pieces == nil })
    var exact = settings
    exact.method = .exact
    #expect(throws: GeometryFailure.notPiecewiseLinear(stage: 1, activation: "tanh")) {
      try self.film(network, images, exact)
    }
  }

  @Test("what cannot be filmed is refused before any work, each with its sentence")
  func film_badInput_isRefused() throws {
    let (network, images) = try linear()
    func refusal(_ change: (inout FilmSettings) -> Void) -> (any Failure)? {
      do {
        _ = try film(network, images, settings(change))
        return nil
      } catch {
        return error as? any Failure
      }
    }
    let cases: [((inout FilmSettings) -> Void, String)] = [
      ({ $0.to = 0 }, "image 0 is labelled 0"), ({ $0.to = 3 }, "expected a class in 0..<3"),
      ({ $0.to = -1 }, "found -1"), ({ $0.index = 40 }, "image 40 is not there"),
      ({ $0.index = -1 }, "image -1 is not there"), ({ $0.steps = 0 }, "attack steps"),
      ({ $0.epsilon = -1 }, "epsilon"), ({ $0.epsilon = .nan }, "epsilon"),
      ({ $0.frames = 1 }, "--frames"), ({ $0.frames = 13 }, "found 13"),
      ({ $0.samples = 0 }, "samples"),
      ({ $0.steps = 10_001 }, "at most 10000 steps in a film, found 10001"),
      ({ $0.restarts = 2 }, "restarts"),
    ]
    for (change, words) in cases {
      let failure = refusal(change)
      #expect(failure?.kind == .usage, "\(words)")
      #expect(failure?.description.contains(words) == true, "\(String(describing: failure))")
    }
  }
}
