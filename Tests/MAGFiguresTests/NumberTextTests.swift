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

  @Test(
    "three significant digits, without idle zeros, and a power of ten where zeros would be many")
  func significant_numbers_areShort() {
    for (value, text) in [
      (0.0, "0"), (1, "1"), (0.5, "0.5"), (0.68973, "0.69"), (-2.345, "−2.35"), (99.96, "100"),
      (17.69, "17.7"), (1234, "1230"), (12345, "12\u{2009}300"), (-123_456, "−123\u{2009}000"),
      (0.00123, "0.00123"), (0.0001, "10⁻⁴"), (-0.0001, "−10⁻⁴"), (1.2e-12, "1.2·10⁻¹²"),
      (1e9, "10⁹"), (2.5e9, "2.5·10⁹"), (999_999, "10⁶"),
    ] {
      #expect(NumberText.significant(value) == text)
    }
  }

  @Test("digits are grouped from five on, those after the point never")
  func grouped_numbers_haveThinSpaces() {
    #expect(NumberText.grouped("1234") == "1234")
    #expect(NumberText.grouped("12345.67891") == "12\u{2009}345.67891")
    #expect(NumberText.grouped("−1234567") == "−1\u{2009}234\u{2009}567")
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
