import Foundation
import MAGFiles

/// A smooth estimate of how densely values lie, between the least and the greatest of them.
///
/// The estimate is the mean of Gaussian kernels at the values with the bandwidth of Silverman's rule,
/// 0.9 · min(s, IQR / 1.34) · n^(−1/5), s being the standard deviation (n − 1) and IQR that of type-7
/// quartiles; where one of the two is 0, the other alone counts. It is cut at the range of the
/// values and not renormalised: no density is claimed where nothing was measured.
/// - Source: Silverman, "Density Estimation" (1986), equation 3.31.
public struct KernelDensity: Sendable, Equatable {
  /// In the units of the values; 0 where all of them are equal.
  public let bandwidth: Double
  /// From the least to the greatest value at even distances; one place where all are equal.
  public let places: [Double]
  /// Per unit of the values; a single 1 where all are equal.
  public let densities: [Double]

  /// The estimate for finite values in any order; `nil` without values.
  ///
  /// Cost: a sort, and for each place the values within 6 bandwidths.
  public init?(of values: [Double], places count: Int = 96) {
    let sorted = values.sorted()
    guard let least = sorted.first, let most = sorted.last else { return nil }
    let bandwidth = KernelDensity.silverman(sorted)
    self.bandwidth = bandwidth
    let weight = 1 / (Double(sorted.count) * bandwidth * (2 * Double.pi).squareRoot())
    guard bandwidth > 0, most > least, weight.isFinite else {
      places = [least]
      densities = [1]
      return
    }
    let places = (0..<count).map { index in
      least + (most - least) * Double(index) / Double(count - 1)
    }
    self.places = places
    // Both ends of the window only ever move up.
    var (first, end) = (0, 0)
    densities = places.map { place in
      while sorted[first] < place - 6 * bandwidth { first += 1 }
      while end < sorted.count, sorted[end] <= place + 6 * bandwidth { end += 1 }
      return weight
        * sorted[first..<end].reduce(0) { sum, value in
          let distance = (value - place) / bandwidth
          return sum + exp(-distance * distance / 2)
        }
    }
  }

  private static func silverman(_ sorted: [Double]) -> Double {
    guard sorted.count > 1 else { return 0 }
    let count = Double(sorted.count)
    let mean = sorted.reduce(0, +) / count
    let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let spread = (squares / (count - 1)).squareRoot()
    let range =
      OrderStatistics.quantile(0.75, ofSorted: sorted)
      - OrderStatistics.quantile(0.25, ofSorted: sorted)
    let scale = [spread, range / 1.34].filter { $0 > 0 }.min() ?? 0
    return 0.9 * scale / pow(count, 0.2)
  }
}
