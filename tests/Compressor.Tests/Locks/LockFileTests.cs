using System.Text;
using System.Text.Json;
using RsdtrEdge.Compressor.Locks;
using RsdtrEdge.Runtime.Diagnostics;
using RsdtrEdge.Tests.Common;

namespace RsdtrEdge.Compressor.Tests.Locks;

public sealed class LockFileTests : IDisposable
{
    private const string Hash = "00112233445566778899aabbccddeeff";

    // Each value of an entry stands on the line of its figure: name 6, parameters 14, flops 15, modelBytes 16, outputError 17.
    private const string Whole = $$"""
        {
          "version": 1,
          "tool": "0.1.0",
          "models": [
            {
              "name": "models/net \"é\".onnx",
              "budget": "pi4",
              "source": "../nets/net.onnx",
              "inputs": {
                "model": "{{Hash}}",
                "budget": "{{Hash}}",
                "options": "{{Hash}}"
              },
              "parameters": 1200,
              "flops": null,
              "modelBytes": 5000,
              "outputError": 0.01235
            }
          ]
        }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("rsdtr-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_read_is_written_again_byte_by_byte()
    {
        LockDocument document = LockFileReader.Parse(Encoding.UTF8.GetBytes(Whole), "lock");
        LockedModel model = Assert.Single(document.Models);
        Assert.Equal(("models/net \"é\".onnx", "pi4", "../nets/net.onnx", 1200L, (long?)null, 5000L, 0.01235), (model.Name, model.Budget, model.Source, model.Parameters, model.Flops, model.ModelBytes, model.OutputError));
        Assert.Equal(new LockLines { Entry = 5, Parameters = 14, Flops = 15, ModelBytes = 16, OutputError = 17 }, model.Lines);
        Assert.Equal(Whole.ReplaceLineEndings("\n"), LockFile.ToJson(document));
    }

    [Fact]
    public void That_a_network_was_timed_is_kept()
    {
        string text = Whole.Replace("0.01235", "0.01235,\n      \"timed\": true", StringComparison.Ordinal).ReplaceLineEndings("\n");
        LockDocument document = LockFileReader.Parse(Encoding.UTF8.GetBytes(text), "lock");
        Assert.True(Assert.Single(document.Models).IsTimed);
        Assert.Equal(text, LockFile.ToJson(document));
        Assert.True(Schema().Accepts(text));
    }

    [Fact]
    public void A_file_is_written_only_where_its_text_changes()
    {
        string path = Path.Combine(_folder, "rsdtr.lock.json");
        Assert.Null(LockFile.TryRead(path));
        LockDocument document = LockFileReader.Parse(Encoding.UTF8.GetBytes(Whole), "lock");
        Assert.True(LockFile.Write(path, document));
        File.WriteAllText(path, File.ReadAllText(path).ReplaceLineEndings("\r\n"));
        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, before);
        Assert.False(LockFile.Write(path, document));
        Assert.Equal(before, File.GetLastWriteTimeUtc(path));
        Assert.True(LockFile.Write(path, document with { Tool = "0.2.0" }));
        Assert.Equal("0.2.0", LockFile.TryRead(path)!.Tool);
        _ = Assert.Single(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("\"modelBytes\": 5000,", "\"modelBytes\": 5000", "RSDTR2202", 17)]
    [InlineData("\"tool\"", "<<<<<<< HEAD\n\"tool\"", "RSDTR2202", 3)]
    [InlineData("\"flops\"", "\"flop\"", "RSDTR2203", 15)]
    [InlineData("\"version\": 1", "\"version\": 2", "RSDTR2204", 2)]
    [InlineData("1200", "\"1200\"", "RSDTR2204", 14)]
    [InlineData("1200", "-1", "RSDTR2204", 14)]
    [InlineData("5000", "0.5", "RSDTR2204", 16)]
    [InlineData("5000", "null", "RSDTR2204", 16)]
    [InlineData("0.01235", "-0.1", "RSDTR2204", 17)]
    [InlineData("0.01235", "0.01235,\n\"timed\": 1", "RSDTR2204", 18)]
    [InlineData("\"pi4\"", "\"\"", "RSDTR2204", 7)]
    [InlineData("\"model\": \"00", "\"model\": \"", "RSDTR2204", 10)]
    [InlineData("\"modelBytes\": 5000,", "", "RSDTR2205", 5)]
    [InlineData("\"tool\": \"0.1.0\",", "", "RSDTR2205", 1)]
    [InlineData("\"budget\": \"00112233445566778899aabbccddeeff\",", "", "RSDTR2205", 9)]
    public void What_is_no_lock_file_is_an_error_of_its_line_and_of_the_schema(string part, string other, string code, int line)
    {
        string text = Whole.ReplaceLineEndings("\n").Replace(part, other, StringComparison.Ordinal);
        RsdtrException failure = Assert.Throws<RsdtrException>(() => LockFileReader.Parse(Encoding.UTF8.GetBytes(text), "lock"));
        Assert.Equal((code, "lock", line), (failure.Diagnostic.Descriptor.Id, failure.Diagnostic.File, failure.Diagnostic.Line));
        if (code != "RSDTR2202")
        {
            Assert.False(Schema().Accepts(text));
        }
    }

    [Fact]
    public void The_schema_takes_what_is_written()
    {
        JsonSchemaCheck schema = Schema();
        Assert.True(schema.Accepts(Whole));
        Assert.True(schema.Accepts(LockFile.ToJson(LockDocument.Empty with { Tool = "0.1.0" })));
        LockedModel model = LockFileReader.Parse(Encoding.UTF8.GetBytes(Whole), "lock").Models[0];
        Assert.True(schema.Accepts(LockFile.ToJson(new LockDocument("0.1.0", [model with { Budget = null, Flops = 7, OutputError = null }, model]))));
    }

    [Fact]
    public void An_entry_that_stands_twice_is_an_error_of_its_line()
    {
        LockedModel model = LockFileReader.Parse(Encoding.UTF8.GetBytes(Whole), "lock").Models[0];
        string text = LockFile.ToJson(new LockDocument("0.1.0", [model, model]));
        RsdtrException failure = Assert.Throws<RsdtrException>(() => LockFileReader.Parse(Encoding.UTF8.GetBytes(text), "lock"));
        Assert.Equal(("RSDTR2204", 19), (failure.Diagnostic.Descriptor.Id, failure.Diagnostic.Line));
    }

    private static JsonSchemaCheck Schema() =>
        new(JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "docs", "schemas", "rsdtr-lock.schema.json"))).RootElement);
}
