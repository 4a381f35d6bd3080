import MAGFiles
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

@Suite("Refusals of paths") struct RefusalTests {
  private let two = chain([[[1, 0], [0, 1], [1, 1]], [[1, 0, 1], [0, 1, 0]]])

  private func exact() throws -> ExactPath { try ExactPath(PiecewiseNetwork(two)) }

  @Test("a chain with a smooth activation is refused by its layer's number")
  func network_smooth_isRefused() {
    let smooth = chain([[[1], [1]], [[1, 0], [0, 1]]], nil, .gelu)
    #expect(throws: GeometryFailure.notPiecewiseLinear(stage: 1, activation: "gelu")) {
      try PiecewiseNetwork(smooth)
    }
  }

  @Test("stages that do not fit are refused") func network_misfit_isRefused() {
    let misfit = chain([[[1], [1]], [[1, 0, 0], [0, 1, 0]]])
    #expect(throws: GeometryFailure.stagesDoNotFit(stage: 2, expected: 2, found: 3)) {
      try PiecewiseNetwork(misfit)
    }
    #expect(throws: GeometryFailure.notFullyConnected) { try PiecewiseNetwork([]) }
  }

  @Test("NaN and infinite parameters are refused", arguments: [Double.nan, .infinity])
  func network_nonFinite_isRefused(_ value: Double) {
    #expect(throws: GeometryFailure.parameterNotFinite(stage: 2)) {
      try PiecewiseNetwork(chain([[[1], [1]], [[1, value], [0, 1]]]))
    }
    #expect(throws: GeometryFailure.parameterNotFinite(stage: 1)) {
      try PiecewiseNetwork(chain([[[1], [1]]], [[0, value]]))
    }
  }

  @Test("points of another dimension, or of unequal number, are refused by both methods")
  func points_wrongShape_areRefused() throws {
    let wrong = matrix([[1, 2, 3]])
    let failure = GeometryFailure.dimensionMismatch(what: "an end point", expected: 2, found: 3)
    #expect(throws: failure) { try exact().paths(from: wrong, to: wrong) }
    let sampled = try SampledPath(network(two))
    #expect(throws: failure) { try sampled.paths(from: wrong, to: wrong) }
    #expect(throws: GeometryFailure.countMismatch(starts: 1, ends: 2)) {
      try exact().paths(from: matrix([[1, 2]]), to: matrix([[1, 2], [3, 4]]))
    }
  }

  @Test("points that are not finite are refused by their line")
  func points_notFinite_areRefused() throws {
    let fine = matrix([[1, 2], [3, 4]])
    let bad = matrix([[1, 2], [3, .nan]])
    #expect(throws: GeometryFailure.pointNotFinite(line: 1)) {
      try exact().paths(from: fine, to: bad)
    }
    #expect(throws: GeometryFailure.pointNotFinite(line: 1)) {
      try exact().paths(from: bad, to: fine)
    }
  }

  @Test("logits that overflow are refused by their line, by both methods")
  func logits_overflow_areRefused() throws {
    let huge = chain([[[1e200], [1]], [[1e200, 0], [0, 1]]])
    let (a, b) = (matrix([[0], [1]]), matrix([[1e-300], [2]]))
    #expect(throws: GeometryFailure.logitsNotFinite(line: 1)) {
      try ExactPath(PiecewiseNetwork(huge)).paths(from: a, to: b)
    }
    #expect(throws: GeometryFailure.logitsNotFinite(line: 1)) {
      try SampledPath(network(huge)).paths(from: a, to: b)
    }
  }

  @Test("a basis of another dimension is refused") func basis_wrongDimension_isRefused() throws {
    let failure = GeometryFailure.dimensionMismatch(
      what: "the manifold's basis", expected: 2, found: 1)
    #expect(throws: failure) { try ExactPath(PiecewiseNetwork(two), basis: matrix([[1]])) }
    #expect(throws: failure) { try SampledPath(network(two), basis: matrix([[1]])) }
  }

  @Test("no samples and a tolerance of zero are refused") func sampling_badOptions_areRefused()
    throws
  {
    let sampled = try SampledPath(network(two))
    var options = SampledPath.Options()
    options.steps = 0
    #expect(throws: GeometryFailure.tooFewSamples(0)) {
      try sampled.paths(from: matrix([[1, 2]]), to: matrix([[3, 4]]), options: options)
    }
    options.steps = 10
    options.tolerance = 0
    #expect(throws: GeometryFailure.toleranceNotPositive(0)) {
      try sampled.paths(from: matrix([[1, 2]]), to: matrix([[3, 4]]), options: options)
    }
  }

  @Test("every failure is one sentence with the right kind")
  func failures_descriptions_areSentences() {
    let usage: [GeometryFailure] = [
      .notPiecewiseLinear(stage: 1, activation: "gelu"), .notFullyConnected, .tooFewSamples(0),
      .toleranceNotPositive(0),
    ]
    let data: [GeometryFailure] = [
      .stagesDoNotFit(stage: 2, expected: 1, found: 2), .parameterNotFinite(stage: 1),
      .pointNotFinite(line: 0), .logitsNotFinite(line: 3),
      .dimensionMismatch(what: "an image", expected: 784, found: 100),
      .countMismatch(starts: 1, ends: 2),
    ]
    #expect(usage.allSatisfy { $0.kind == .usage } && data.allSatisfy { $0.kind == .badData })
    for failure in usage + data {
      #expect(failure.description.count > 40 && !failure.description.contains("\n"))
    }
    #expect(data[4].description.contains("784") && data[4].description.contains("100"))
  }

  @Test("no lines give no paths") func paths_empty_areEmpty() throws {
    let none = Matrix<Double>(rows: 0, columns: 2)
    #expect(try exact().paths(from: none, to: none).isEmpty)
    #expect(try SampledPath(network(two)).paths(from: none, to: none).isEmpty)
  }
}
