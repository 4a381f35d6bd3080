import Foundation
import MAGNetwork
import MAGNumerics

/// A class change as uniform samples and bisection report it.
struct ReportedChange: Equatable {
  var t: Double
  var from: Int
  var to: Int
  /// Nil where n = 0 or overflows.
  var angleDegrees: Double?
}

/// Class changes as they are mostly looked for: uniform samples, plain bisection, a gradient.
///
/// The class is the argmax at N points t = 0, 1/(N − 1), … 1. Where it differs between neighbours,
/// the bracket is halved, keeping the half at whose start the first class is predicted and at whose
/// end it is not, until no number of the precision lies between its ends; the change is reported at
/// its upper end, from the class of the first sample to that of the second, with the angle
/// arcsin(|n·d| / (‖n‖ ‖d‖)) of n = ∇(f_from − f_to) there. Everything that depends on the network
/// is computed in `Element`. Nothing here is careful on purpose: it is what exact paths are
/// compared with, not a method of measurement (that is `SampledPath`).
/// - Cost: N forward passes a line, then one for each bit of t at every change, and a gradient.
struct UniformPath<Element: Scalar> {
  let network: Network<Element>
  /// N, at least 2.
  let samples: Int

  /// The changes on the segment between two points, in order of t.
  func changes(from start: ArraySlice<Double>, to end: ArraySlice<Double>) -> [ReportedChange] {
    let start = start.map { Element($0) }
    let direction = zip(end, start).map { Element($0) - $1 }
    var brackets: [Bracket] = []
    var last: (t: Element, leader: Int)?
    for first in stride(from: 0, to: samples, by: Self.chunk) {
      let times = (first..<min(first + Self.chunk, samples)).map {
        Element($0) / Element(samples - 1)
      }
      for (t, leader) in zip(times, leaders(start, direction, times)) {
        if let last, last.leader != leader {
          brackets.append(Bracket(low: last.t, high: t, from: last.leader, to: leader))
        }
        last = (t, leader)
      }
    }
    halve(&brackets, start, direction)
    let angles = angles(brackets, start, direction)
    return zip(brackets, angles).map { bracket, angle in
      ReportedChange(
        t: Double(bracket.high), from: bracket.from, to: bracket.to, angleDegrees: angle)
    }
  }

  private struct Bracket {
    var low: Element
    var high: Element
    let from: Int
    let to: Int

    var middle: Element { (low + high) / 2 }
    var isDone: Bool { middle <= low || middle >= high }
  }

  /// Points evaluated in one pass.
  private static var chunk: Int { 256 }

  private func halve(
    _ brackets: inout [Bracket], _ start: [Element], _ direction: [Element]
  ) {
    while true {
      let open = brackets.indices.filter { !brackets[$0].isDone }
      guard !open.isEmpty else { return }
      let middles = open.map { brackets[$0].middle }
      for (place, leader) in zip(open.indices, leaders(start, direction, middles)) {
        let bracket = open[place]
        if leader == brackets[bracket].from {
          brackets[bracket].low = middles[place]
        } else {
          brackets[bracket].high = middles[place]
        }
      }
    }
  }

  private func angles(
    _ brackets: [Bracket], _ start: [Element], _ direction: [Element]
  ) -> [Double?] {
    guard !brackets.isEmpty else { return [] }
    let points = points(start, direction, brackets.map(\.high))
    let from = network.inputGradient(points, labels: brackets.map(\.from), of: .trueLogit)
    let to = network.inputGradient(points, labels: brackets.map(\.to), of: .trueLogit)
    return brackets.indices.map { row in
      let normal = zip(from.row(row), to.row(row)).map { $0 - $1 }
      let lengths =
        Self.dot(normal, normal).squareRoot() * Self.dot(direction, direction).squareRoot()
      guard lengths > 0, lengths.isFinite else { return nil }
      let sine = min(1, abs(Self.dot(normal, direction)) / lengths)
      return asin(Double(sine)) * 180 / .pi
    }
  }

  /// Sums in Double, rounded once: what a library's pairwise or vector sums come near to.
  private static func dot(_ a: [Element], _ b: [Element]) -> Element {
    Element(zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) })
  }

  private func points(
    _ start: [Element], _ direction: [Element], _ times: [Element]
  ) -> Matrix<Element> {
    Matrix(
      rows: times.count, columns: start.count,
      storage: times.flatMap { t in zip(start, direction).map { $0 + t * $1 } })
  }

  private func leaders(
    _ start: [Element], _ direction: [Element], _ times: [Element]
  ) -> [Int] {
    let logits = network.logits(points(start, direction, times))
    return times.indices.map { Element.largest(in: logits.row($0)) }
  }
}
