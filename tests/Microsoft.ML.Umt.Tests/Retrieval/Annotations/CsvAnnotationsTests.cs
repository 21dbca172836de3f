using System.Text;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

public sealed class CsvAnnotationsTests : IDisposable
{
    private readonly AnnotationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HeadersAreFoundInTheirUsualSpellings()
    {
        var path = _folder.Write("a.csv", "key,vid_key,video_id,sentence\r\nret0,msr1,video1,\"a \"\"red\"\" car, parked\"\r\nret1,msr2,video2,two\nlines end\r\n".Replace("two\nlines end", "\"two\nlines\"", StringComparison.Ordinal));
        var rows = VideoAnnotations.ReadCaptions(path, new VideoAnnotationOptions { VideoExtension = ".mp4" }).ToArray();
        Assert.Equal(["video1.mp4", "video2.mp4"], rows.Select(row => row.Video));
        Assert.Equal(["a \"red\" car, parked", "two\nlines"], rows.Select(row => row.Caption));
    }

    [Fact]
    public void ColumnsMayBeNamed()
    {
        var path = _folder.Write("a.csv", "\uFEFFfilm;words;video\nx.mp4;hello;y.mp4\n");
        var options = new VideoAnnotationOptions { VideoColumnName = "film", CaptionColumnName = "WORDS" };
        var row = Assert.Single(VideoAnnotations.ReadCaptions(path, options));
        Assert.Equal(("x.mp4", "hello"), (row.Video, row.Caption));
        options.CaptionColumnName = "nothing";
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(path, options).Count());
        Assert.Contains("'nothing'; the header has 'film', 'words', 'video'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ListsWithoutAHeader()
    {
        var sentences = VideoAnnotations.ReadCaptions(_folder.Write("a.txt", "vid1\ta boy, playing \"ball\nvid1\tsecond\n\nvid2\tthird\n")).ToArray();
        Assert.Equal(["a boy, playing \"ball", "second", "third"], sentences.Select(row => row.Caption));
        var ids = _folder.Write("ids.csv", "video_id\nvideo0\nvideo7\nvideo0\n");
        Assert.Equal(["video0", "video7"], VideoAnnotations.ReadVideoNames(ids));
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(ids).Count());
        Assert.Contains("ReadVideoNames", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuestionsAndChoicesInTables()
    {
        var question = Assert.Single(VideoAnnotations.ReadQuestions(_folder.Write("qa.csv", "video,question,answer,question_id\n1.mp4,who?,dog,9\n")));
        Assert.Equal(("who?", "dog", "9"), (question.Question, question.Answer.Single(), question.QuestionId));
        var choice = Assert.Single(VideoAnnotations.ReadChoices(_folder.Write("mc.csv", "video_id,a1,a2,a3,answer\nvideo9,x,y,z,2\n")));
        Assert.Equal(["x", "y", "z"], choice.Options);
        Assert.Equal(2, choice.Answer);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "no column is known to name the video")]
    [InlineData("video,caption\n1.mp4,x\n2.mp4,x,y\n", "record 1: it has 3 values, the first line has 2")]
    [InlineData("video,caption\n1.mp4,\"never closed\n2.mp4,x\n", "never closed")]
    [InlineData("", "empty")]
    public void DamageIsNamed(string content, string reason)
    {
        var path = _folder.Write("bad.csv", content);
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(path).Count());
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HugeValuesAndOtherEncodingsAreRefused()
    {
        var options = new VideoAnnotationOptions { MaxRecordBytes = 1 << 16 };
        var huge = _folder.Write("huge.csv", "video,caption\n1.mp4," + new string('x', 4 << 20) + "\n");
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(huge, options).Count());
        var wide = _folder.Write("wide.csv", "video,caption\n" + new string(',', 4 << 20) + "\n");
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(wide, options).Count());
        byte[] latin = [.. Encoding.ASCII.GetBytes("video,caption\n1.mp4,caf"), 0xE9, (byte)'\n'];
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(_folder.Write("latin.csv", latin)).Count());
        Assert.Contains("UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelListsInTheirForms()
    {
        Assert.Equal(["archery", "tai chi, slow"], VideoAnnotations.ReadLabels(_folder.Write("plain.txt", "archery\ntai chi, slow\n")));
        Assert.Equal(["music", "people"], VideoAnnotations.ReadLabels(_folder.Write("numbered.txt", "people\t1\r\nmusic\t0\r\n")));
        Assert.Equal(["bend", "crawl"], VideoAnnotations.ReadLabels(_folder.Write("before.csv", "1,bend\n2,crawl\n")));
        Assert.Equal(["b", "a"], VideoAnnotations.ReadLabels(_folder.Write("labels.json", """{"a": "1", "b": 0}""")));
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadLabels(_folder.Write("gap.txt", "a\t0\nb\t2\n")));
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadLabels(_folder.Write("bad.json", """{"a": "x"}""")));
        Assert.Equal(["yes", "no"], VideoAnnotations.ReadAnswerList(_folder.Write("answers.txt", "yes\nno\n")));
    }

    [Fact]
    public void NameMaps()
    {
        var map = VideoAnnotations.ReadNameMap(_folder.Write("map.txt", "-4wsuPCjDBc_5_15 vid1\r\nx y\tvid2\r\n"));
        Assert.Equal(("-4wsuPCjDBc_5_15", "x y"), (map["vid1"], map["vid2"]));
        var list = _folder.Write("a.txt", "vid1\tfirst\nvid3\tsecond\n");
        var error = Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadCaptions(list, new VideoAnnotationOptions { VideoNames = map }).Count());
        Assert.Contains("record 1: the name map has no video 'vid3'", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadNameMap(_folder.Write("twice.txt", "a v\nb v\n")));
        Assert.Throws<InvalidDataException>(() => VideoAnnotations.ReadNameMap(_folder.Write("one.txt", "alone\n")));
    }
}
