package io.greenloom.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The echo workload of {@link BlockingServer} as an event handler on one event loop of Netty.
 *
 * <p>Prints its port as its first line and runs until its standard input ends.
 */
public final class NettyServer {
  private static final ByteBuf RESPONSE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes(
                  "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, World!".getBytes(US_ASCII))
              .asReadOnly());
  private static final int METHOD = intOf("GET ");
  private static final int BLANK_LINE = intOf("\r\n\r\n");
  private static final int BACKLOG = 16_384;
  private static final int MAX_HEAD = 2_048;

  private NettyServer() {}

  /**
   * Starts the server.
   *
   * @param args none
   * @throws IOException never
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Handler());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
    while (System.in.read() >= 0) {
      // Whatever is typed is skipped.
    }
    System.exit(0);
  }

  private static int intOf(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII)).getInt();
  }

  /** Answers all complete requests; what is left of the last one waits for the rest. */
  private static final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
    private final ByteBuf rest = Unpooled.buffer(0, MAX_HEAD);

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message)
        throws ProtocolException {
      if (!rest.isReadable()) {
        answerAll(context, message);
      }
      if (message.isReadable()) {
        rest.writeBytes(message);
        answerAll(context, rest);
        rest.discardReadBytes();
      }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // What fails closes the connection, too.
    private static void answerAll(ChannelHandlerContext context, ByteBuf requests)
        throws ProtocolException {
      for (int end; (end = endOfHead(requests)) >= 0; requests.readerIndex(end)) {
        if (requests.getInt(requests.readerIndex()) != METHOD) {
          throw new ProtocolException("not a GET");
        }
        context.write(RESPONSE.duplicate());
      }
    }

    /** Returns the index behind the blank line that ends the request's head, or -1. */
    private static int endOfHead(ByteBuf requests) {
      for (int i = requests.readerIndex() + 3; i < requests.writerIndex(); i++) {
        if (requests.getByte(i) == '\n' && requests.getInt(i - 3) == BLANK_LINE) {
          return i + 1;
        }
      }
      return -1;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // There is nothing to do after it.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      System.err.println("NettyServer: " + cause);
      context.close();
    }
  }
}
