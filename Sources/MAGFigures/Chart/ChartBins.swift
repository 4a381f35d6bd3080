import Foundation

/// The bins of a chart's histograms: those of `HistogramBins`, on a logarithmic axis those of the
/// values' decimal logarithms.
struct ChartBins {
  /// On the axis; ascending, one more than there are bins.
  let edges: [Double]
  private let bins: HistogramBins
  private let isLogarithmic: Bool

  init(_ samples: [[Double]], on axis: ChartAxis) {
    isLogarithmic = axis.scale == .logarithmic
    let isLogarithmic = isLogarithmic
    bins = HistogramBins(
      sharedBy: samples.map { isLogarithmic ? $0.map { log10($0) } : $0 })
    edges = isLogarithmic ? bins.edges.map { pow(10, $0) } : bins.edges
  }

  /// The common width, e.g. "0.05", or the common ratio on a logarithmic axis.
  var rule: String {
    isLogarithmic
      ? "10^\(NumberText.significant(bins.width)) times their lower edge"
      : NumberText.significant(bins.width)
  }

  func counts(of values: [Double]) -> [Int] {
    bins.counts(of: isLogarithmic ? values.map { log10($0) } : values)
  }

  func heights(of values: [Double], as heights: ChartPanel.Plot.Heights) -> [Double] {
    let total = Double(max(1, values.count))
    return zip(counts(of: values), zip(edges, edges.dropFirst())).map { count, edges in
      switch heights {
      case .count: Double(count)
      case .percent: 100 * Double(count) / total
      case .density: Double(count) / total / (edges.1 - edges.0)
      }
    }
  }
}
