import Testing

@testable import MAGFigures

@Suite("Numbers in figures") struct NumberTextTests {
  @Test("negative numbers have a minus sign, zero never does")
  func fixed_signs_areSet() {
    #expect(NumberText.fixed(-0.25, decimals: 2) == "−0.25")
    #expect(NumberText.fixed(0.25, decimals: 1) == "0.2")
    #expect(NumberText.fixed(-0.0, decimals: 1) == "0.0")
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(12, decimals: 0) == "12")
  }

  @Test("as many decimals as the values need")
  func decimals_ofValues_areFewest() {
    #expect(NumberText.decimals(for: [0, 5, 10]) == 0)
    #expect(NumberText.decimals(for: [0.1, 0.2, 0.30000000000000004]) == 1)
    #expect(NumberText.decimals(for: [0.5, 0.25]) == 2)
    #expect(NumberText.decimals(for: []) == 0)
  }

  @Test("subscripts take every digit")
  func subscripted_digits_areLow() {
    #expect(NumberText.subscripted(3) == "₃")
    #expect(NumberText.subscripted(1024) == "₁₀₂₄")
  }

  @Test("a probability is rounded to 0 or 1 only when it is")
  func probability_extremes_areTold() {
    #expect(NumberText.probability(0) == "= 0.000")
    #expect(NumberText.probability(0.0001) == "< 0.001")
    #expect(NumberText.probability(0.931) == "= 0.931")
    #expect(NumberText.probability(0.9999) == "> 0.999")
    #expect(NumberText.probability(1) == "= 1.000")
  }
}
