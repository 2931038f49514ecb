using System.Text.Json;
using RsdtrEdge.BuildTasks.Models;

namespace RsdtrEdge.BuildTasks.Tests.Models;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("C:\\models\\net.onnx")]
    [InlineData("\"quoted\"\t\r\n\0\u001f")]
    [InlineData("größe ж 網 \U0001F600")]
    public void A_text_comes_back_as_it_was(string text)
    {
        var json = new JsonText();
        string written = json.Object(null, () => json.Text(text, text).Array("more", () => json.Text(null, text).Text(null, null).Number(null, -3))).ToString();
        using JsonDocument read = JsonDocument.Parse(written);
        Assert.Equal(text, read.RootElement.GetProperty(text).GetString());
        JsonElement[] more = [.. read.RootElement.GetProperty("more").EnumerateArray()];
        Assert.Equal(text, more[0].GetString());
        Assert.Equal(JsonValueKind.Null, more[1].ValueKind);
        Assert.Equal(-3, more[2].GetInt64());
    }

    [Fact]
    public void Half_a_character_leaves_valid_JSON()
    {
        var json = new JsonText();
        using JsonDocument read = JsonDocument.Parse(json.Object(null, () => json.Text("a", "x\ud800y")).ToString());
        Assert.Equal("\"x\\ud800y\"", read.RootElement.GetProperty("a").GetRawText());
    }

    [Fact]
    public void Each_member_has_a_line_and_nothing_has_none()
    {
        var json = new JsonText();
        string text = json.Object(null, () => json.Array("none", () => { }).Object("some", () => json.Boolean("a", true).Boolean("b", false))).ToString();
        Assert.Equal("{\n  \"none\": [],\n  \"some\": {\n    \"a\": true,\n    \"b\": false\n  }\n}\n", text);
    }
}
