import Foundation
import MAGNetwork
import MAGNumerics
import Testing

@testable import MAGGeometry

/// The fixture file as `make_paths.py` writes it.
struct PathFixture: Decodable {
  struct Stage: Decodable {
    let weight: [[Double]]
    let bias: [Double]
    let activation: String
  }
  struct Crossing: Decodable {
    let t: Double
    let from: Int
    let to: Int
    let angle: Double
    let alignment: Double
  }
  struct Path: Decodable {
    let kinks: [Double]?
    let crossings: [Crossing]
  }
  struct Case: Decodable {
    let name: String
    let stages: [Stage]
    let starts: [[Double]]
    let ends: [[Double]]
    let basis: [[Double]]
    let paths: [Path]
  }
  struct Gradients: Decodable {
    let gradients: [[Double]]
    let basis: [[Double]]
    let cosine: [Double]
    let mean: Double
    let median: Double
    let std: Double
    let quantiles: [Double]
  }
  let cases: [Case]
  let alignment: Gradients

  static func load() throws -> PathFixture {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let data = try Data(contentsOf: folder.appendingPathComponent("paths.json"))
    return try JSONDecoder().decode(PathFixture.self, from: data)
  }
}

extension PathFixture.Case {
  var chain: [FullyConnectedStage<Double>] {
    get throws {
      try stages.map {
        FullyConnectedStage(
          weight: matrix($0.weight), bias: $0.bias,
          activation: try #require(ActivationKind(name: $0.activation)))
      }
    }
  }

  var isPiecewiseLinear: Bool { paths.allSatisfy { $0.kinks != nil } }
}

func matrix(_ rows: [[Double]]) -> Matrix<Double> {
  Matrix(rows: rows.count, columns: rows.first?.count ?? 0, storage: rows.flatMap { $0 })
}

/// A chain of stages from plain rows, ReLU (or another kind) after all but the last.
func chain(
  _ weights: [[[Double]]], _ biases: [[Double]]? = nil, _ kind: ActivationKind = .relu,
  last: ActivationKind = .identity
) -> [FullyConnectedStage<Double>] {
  weights.enumerated().map { index, rows in
    FullyConnectedStage(
      weight: matrix(rows), bias: biases?[index] ?? [Double](repeating: 0, count: rows.count),
      activation: index + 1 < weights.count ? kind : last)
  }
}

/// The network of a chain, for the methods that take a `Network`.
func network(_ chain: [FullyConnectedStage<Double>]) throws -> Network<Double> {
  var layers: [any Layer] = []
  var parameters: [Double] = []
  for stage in chain {
    layers.append(Dense(inputCount: stage.weight.columns, outputCount: stage.weight.rows))
    parameters += stage.weight.storage + stage.bias
    if stage.activation != .identity {
      layers.append(Activation(stage.activation, count: stage.weight.rows))
    }
  }
  return try Network(layers: layers, parameters: parameters)
}

/// A normal random matrix.
func normal(_ rows: Int, _ columns: Int, _ generator: inout SeededGenerator) -> Matrix<Double> {
  Matrix(
    rows: rows, columns: columns, storage: (0..<rows * columns).map { _ in generator.normal() })
}

/// k orthonormal rows of d numbers, by Gram-Schmidt (twice).
func orthonormal(_ k: Int, _ d: Int, _ generator: inout SeededGenerator) -> Matrix<Double> {
  var rows: [[Double]] = []
  for _ in 0..<k {
    var row = (0..<d).map { _ in generator.normal() }
    for _ in 0..<2 {
      for other in rows {
        let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - along * $1 }
      }
    }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    rows.append(row.map { $0 / length })
  }
  return matrix(rows)
}

/// A random chain: 1-5 stages, widths 1-12, any piecewise linear activation; `coarse` weights are
/// small integers, some rows zero or repeated, so that zero slopes, coincident kinks and ties are
/// common.
func randomChain(
  _ generator: inout SeededGenerator, inputs: Int, coarse: Bool
) -> [FullyConnectedStage<Double>] {
  let kinds: [ActivationKind] = [.relu, .relu, .leakyReLU(slope: 0.2), .hardTanh, .identity]
  let depth = 1 + generator.integer(below: 5)
  var width = inputs
  return (0..<depth).map { index in
    let outputs =
      index + 1 < depth ? 1 + generator.integer(below: 12) : 2 + generator.integer(below: 3)
    let draw: (inout SeededGenerator) -> Double = { generator in
      coarse ? Double(generator.integer(below: 5) - 2) : generator.normal()
    }
    var rows: [[Double]] = []
    for _ in 0..<outputs {
      let row = (0..<width).map { _ in draw(&generator) }
      switch coarse ? generator.integer(below: 10) : 2 {
      case 0: rows.append([Double](repeating: 0, count: width))
      case 1: rows.append(rows.last ?? row)
      default: rows.append(row)
      }
    }
    let bias = (0..<outputs).map { _ in coarse ? draw(&generator) / 2 : draw(&generator) }
    let isLast = index + 1 == depth
    let kind =
      isLast && generator.integer(below: 3) > 0
      ? .identity : kinds[generator.integer(below: kinds.count)]
    width = outputs
    return FullyConnectedStage(weight: matrix(rows), bias: bias, activation: kind)
  }
}

/// The regions of all units of all stages at a point, by a fresh forward pass.
func pattern(_ network: PiecewiseNetwork, _ point: [Double]) -> [[UInt8]] {
  var values = matrix([point])
  return network.stages.map { stage in
    let z = network.affine(values, stage)
    values = Matrix(
      rows: 1, columns: z.columns, storage: z.storage.map { stage.activation.value($0) })
    return z.storage.map { stage.activation.region($0) }
  }
}

/// x₀ + t (x₁ − x₀).
func point(_ start: ArraySlice<Double>, _ end: ArraySlice<Double>, _ t: Double) -> [Double] {
  zip(start, end).map { $0 + t * ($1 - $0) }
}
