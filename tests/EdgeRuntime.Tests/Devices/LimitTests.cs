using System.Globalization;
using RsdtrEdge.Runtime.Devices;

namespace RsdtrEdge.Runtime.Tests.Devices;

public sealed class LimitTests
{
    [Theory]
    [InlineData("1500000000", 7, 1_500_000_000)]
    [InlineData("1.5e9", 7, 1_500_000_000)]
    [InlineData("2.0", 7, 2)]
    [InlineData("50%", 269_034, 134_517)]
    [InlineData("50%", 1, 0)]
    [InlineData("33.3333%", 30_000, 9_999)]
    [InlineData("30%", 10, 3)]
    [InlineData("0.0001%", 1_000_000, 1)]
    [InlineData("150%", 3, 4)]
    [InlineData("100%", long.MaxValue, long.MaxValue)]
    [InlineData("999.9999%", long.MaxValue, long.MaxValue)]
    public void A_limit_resolves_to_a_count_rounded_down(string text, long original, long expected)
    {
        Assert.True(Limit.TryParse(text, out Limit? limit));
        Assert.Equal(expected, limit.Resolve(original));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("0.5")]
    [InlineData("1e16")]
    [InlineData("1e99999")]
    [InlineData("2M")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("0%")]
    [InlineData("1000%")]
    [InlineData("-5%")]
    [InlineData("5 %")]
    [InlineData("5%%")]
    [InlineData("1e1%")]
    [InlineData("5%\n")]
    [InlineData("0.00001%")]
    public void What_is_no_limit_is_refused(string? text) => Assert.False(Limit.TryParse(text, out _));

    [Theory]
    [InlineData("50%")]
    [InlineData("12.5%")]
    [InlineData("1500000000")]
    public void A_limit_prints_as_it_is_written_under_any_culture(string text)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.True(Limit.TryParse(text, out Limit? limit));
            Assert.Equal(text, limit.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Equal_limits_are_equal_however_they_are_written()
    {
        Assert.True(Limit.TryParse("50.0%", out Limit? percentage));
        Assert.Equal(Limit.OfPercent(50), percentage);
        Assert.NotEqual(Limit.OfCount(50), percentage);
    }

    [Fact]
    public void Impossible_limits_cannot_be_made()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.OfCount(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.OfCount(Limit.MaxCount + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.OfPercent(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.OfPercent(1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit.OfPercent(50).Resolve(-1));
    }
}
