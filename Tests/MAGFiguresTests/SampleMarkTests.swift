import Foundation
import Testing

@testable import MAGFigures

@Suite("Summaries for boxes and violins") struct SampleMarkTests {
  @Test("quartiles, whiskers and outliers follow Tukey's rule")
  func box_values_areByHand() throws {
    // Quartiles 2.25 and 4.75 of six values, fences at −1.5 and 8.5.
    let summary = try #require(BoxSummary(of: [12, 1, 2, 5, 4, 3]))
    #expect(
      summary
        == BoxSummary(
          lowerQuartile: 2.25, median: 3.5, upperQuartile: 4.75, lowerWhisker: 1, upperWhisker: 5,
          outliers: [12]))
  }

  @Test("a value on the fence is no outlier, and equal values are a line")
  func box_ties_areByHand() throws {
    // Quartiles 1 and 2 of five values: the upper fence is 3.5.
    let fence = try #require(BoxSummary(of: [1, 1, 1, 2, 3.5]))
    #expect(fence.upperWhisker == 3.5 && fence.outliers.isEmpty)
    let equal = try #require(BoxSummary(of: [3, 3, 3]))
    #expect(equal.lowerWhisker == 3 && equal.upperWhisker == 3 && equal.outliers.isEmpty)
    #expect(BoxSummary(of: []) == nil)
  }

  @Test("whiskers never end inside the box")
  func box_farValues_keepWhiskersOutside() throws {
    let summary = try #require(BoxSummary(of: [0, 0, 0, 0, 1, 100]))
    #expect(summary.upperQuartile == 0.75)
    #expect(summary.upperWhisker == 1 && summary.outliers == [100])
    // The quartile 25 is interpolated towards the outlier: no value lies between it and the fence.
    let gap = try #require(BoxSummary(of: [0, 0, 0, 100]))
    #expect(gap.upperQuartile == 25 && gap.upperWhisker == 25 && gap.outliers == [100])
  }

  @Test("the bandwidth is Silverman's, and the density at a place is the mean of the kernels")
  func density_twoValues_isByHand() throws {
    // s = √0.5, IQR = 0.5: the least of 0.7071 and 0.3731 counts.
    let density = try #require(KernelDensity(of: [0, 1], places: 3))
    let bandwidth = 0.9 * (0.5 / 1.34) / pow(2, 0.2)
    #expect(abs(density.bandwidth - bandwidth) < 1e-15)
    #expect(density.places == [0, 0.5, 1])
    func kernel(_ distance: Double) -> Double {
      exp(-distance * distance / (2 * bandwidth * bandwidth)) / (bandwidth * sqrt(2 * .pi))
    }
    #expect(abs(density.densities[0] - (kernel(0) + kernel(1)) / 2) < 1e-12)
    #expect(abs(density.densities[1] - kernel(0.5)) < 1e-12)
    #expect(abs(density.densities[0] - density.densities[2]) < 1e-12)
  }

  @Test("a normal sample's density is near the normal one, and its area near 1")
  func density_normalSample_isNearNormal() throws {
    var generator = TestGenerator(5)
    let density = try #require(KernelDensity(of: (0..<4000).map { _ in generator.normal() }))
    let step = density.places[1] - density.places[0]
    #expect(abs(density.densities.reduce(0, +) * step - 1) < 0.01)
    for (place, value) in zip(density.places, density.densities) {
      // Smoothing by 0.17 s and 4000 values move the density by less than 0.03.
      #expect(abs(value - exp(-place * place / 2) / sqrt(2 * .pi)) < 0.03)
    }
  }

  @Test("equal, single and tiny values have a density without spread")
  func density_noSpread_isOnePlace() throws {
    for values in [[3], [3, 3, 3], [0, 1e-320]] {
      let density = try #require(KernelDensity(of: values))
      #expect(density.densities == [1], "\(values)")
    }
    #expect(KernelDensity(of: []) == nil)
    // One of the two measures of spread is 0: the other counts.
    #expect(try #require(KernelDensity(of: [0, 0, 0, 0, 9])).bandwidth > 0)
  }
}
