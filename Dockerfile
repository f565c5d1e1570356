# One image for the hub and the bots. The workspaces keep their layout: Node runs the TypeScript as it is, and it
# refuses to strip types from files that really lie in node_modules, so they are linked there, never copied.

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY analytics/package.json analytics/
COPY bots/package.json bots/
COPY hub-server/package.json hub-server/
COPY widgets/package.json widgets/
# Install scripts run only where package.json's allowScripts names the package. esbuild, which builds the widgets,
# is a dependency of widgets and works without its own. The second Node that npm brings is not needed in here.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/node-linux-* node_modules/.bin/node
COPY analytics analytics
COPY bots bots
COPY hub-server hub-server
COPY widgets widgets
RUN node widgets/build.ts

FROM node:26-slim
WORKDIR /app
ENV NODE_ENV=production HUB_HOST=0.0.0.0 HUB_PORT=8080 HUB_DATA=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /app /app
USER node
VOLUME /data
EXPOSE 8080 8081
# The image has no curl. docker-compose.yml asks the bots on their own port instead.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.HUB_PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node"]
CMD ["hub-server/main.ts"]
